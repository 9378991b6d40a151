"""Names of units in daily use: English for one and for several, Chinese, Japanese. Others are written as symbols.

A name follows its number; where it goes before it, # stands for the number.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["NAMES"]


def _names(en: str, zh: str, ja: str) -> dict[Literal["en", "zh", "ja"], str]:
    return {"en": en, "zh": zh, "ja": ja}


NAMES = {
    "m": _names("meter/meters", "米", "メートル"),
    "km": _names("kilometer/kilometers", "公里", "キロメートル"),
    "cm": _names("centimeter/centimeters", "厘米", "センチメートル"),
    "mm": _names("millimeter/millimeters", "毫米", "ミリメートル"),
    "mi": _names("mile/miles", "英里", "マイル"),
    "yd": _names("yard/yards", "码", "ヤード"),
    "ft": _names("foot/feet", "英尺", "フィート"),
    "in": _names("inch/inches", "英寸", "インチ"),
    "nmi": _names("nautical mile/nautical miles", "海里", "海里"),
    "ly": _names("light-year/light-years", "光年", "光年"),
    "au": _names("astronomical unit/astronomical units", "天文单位", "天文単位"),
    "里": _names("li/li", "里", "里"),
    "丈": _names("zhang/zhang", "丈", "丈"),
    "尺": _names("chi/chi", "尺", "尺"),
    "寸": _names("cun/cun", "寸", "寸"),
    "kg": _names("kilogram/kilograms", "公斤", "キログラム"),
    "g": _names("gram/grams", "克", "グラム"),
    "mg": _names("milligram/milligrams", "毫克", "ミリグラム"),
    "t": _names("metric ton/metric tons", "吨", "トン"),
    "lb": _names("pound/pounds", "磅", "ポンド"),
    "oz": _names("ounce/ounces", "盎司", "オンス"),
    "st": _names("stone/stone", "英石", "ストーン"),
    "ton": _names("short ton/short tons", "短吨", "米トン"),
    "long ton": _names("long ton/long tons", "长吨", "英トン"),
    "ct": _names("carat/carats", "克拉", "カラット"),
    "斤": _names("jin/jin", "斤", "斤"),
    "两": _names("liang/liang", "两", "両"),
    "钱": _names("qian/qian", "钱", "銭"),
    "担": _names("dan/dan", "担", "担"),
    "台斤": _names("Taiwan catty/Taiwan catties", "台斤", "台斤"),
    "貫": _names("kan/kan", "贯", "貫"),
    "L": _names("liter/liters", "升", "リットル"),
    "mL": _names("milliliter/milliliters", "毫升", "ミリリットル"),
    "m³": _names("cubic meter/cubic meters", "立方米", "立方メートル"),
    "cm³": _names("cubic centimeter/cubic centimeters", "立方厘米", "立方センチメートル"),
    "ft³": _names("cubic foot/cubic feet", "立方英尺", "立方フィート"),
    "in³": _names("cubic inch/cubic inches", "立方英寸", "立方インチ"),
    "gal": _names("gallon/gallons", "加仑", "ガロン"),
    "qt": _names("quart/quarts", "夸脱", "クォート"),
    "pt": _names("pint/pints", "品脱", "パイント"),
    "cup": _names("cup/cups", "杯", "カップ"),
    "fl oz": _names("fluid ounce/fluid ounces", "液盎司", "液量オンス"),
    "tbsp": _names("tablespoon/tablespoons", "汤匙", "大さじ#"),
    "tsp": _names("teaspoon/teaspoons", "茶匙", "小さじ#"),
    "imp gal": _names("imperial gallon/imperial gallons", "英制加仑", "英ガロン"),
    "imp pt": _names("imperial pint/imperial pints", "英制品脱", "英パイント"),
    "bbl": _names("barrel/barrels", "桶", "バレル"),
    "合": _names("gō/gō", "合", "合"),
    "kn": _names("knot/knots", "节", "ノット"),
    "m²": _names("square meter/square meters", "平方米", "平方メートル"),
    "km²": _names("square kilometer/square kilometers", "平方公里", "平方キロメートル"),
    "cm²": _names("square centimeter/square centimeters", "平方厘米", "平方センチメートル"),
    "ha": _names("hectare/hectares", "公顷", "ヘクタール"),
    "acre": _names("acre/acres", "英亩", "エーカー"),
    "ft²": _names("square foot/square feet", "平方英尺", "平方フィート"),
    "in²": _names("square inch/square inches", "平方英寸", "平方インチ"),
    "yd²": _names("square yard/square yards", "平方码", "平方ヤード"),
    "mi²": _names("square mile/square miles", "平方英里", "平方マイル"),
    "亩": _names("mu/mu", "亩", "畝"),
    "坪": _names("tsubo/tsubo", "坪", "坪"),
    "s": _names("second/seconds", "秒", "秒"),
    "ms": _names("millisecond/milliseconds", "毫秒", "ミリ秒"),
    "min": _names("minute/minutes", "分钟", "分"),
    "h": _names("hour/hours", "小时", "時間"),
    "d": _names("day/days", "天", "日"),
    "wk": _names("week/weeks", "周", "週間"),
    "mo": _names("month/months", "个月", "か月"),
    "yr": _names("year/years", "年", "年"),
    "J": _names("joule/joules", "焦耳", "ジュール"),
    "kJ": _names("kilojoule/kilojoules", "千焦", "キロジュール"),
    "cal": _names("calorie/calories", "卡", "カロリー"),
    "kcal": _names("kilocalorie/kilocalories", "千卡", "キロカロリー"),
}
"""By the unit's symbol."""
