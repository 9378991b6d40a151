"""Units: symbol, size in the dimension's base unit (an exact decimal or fraction), and names, separated by commas.

Sizes are the definitions: international yard and pound (1959), US customary volumes, SI 2019; the Chinese market units
are those of the mainland (斤 = 500 g), the Japanese ones those of 1891 (坪 = 400/121 m²). A month is a twelfth of the
Gregorian mean year of 365.2425 days. "KB" is read as kB, 1,000 bytes; 1,024 are KiB.
"""

from __future__ import annotations

UNITS: dict[str, dict[str, tuple[str, ...]]] = {
    "length": {  # metre
        "m": ("1", "metre, metres, meter, meters, 米, 公尺, メートル, メーター"),
        "km": ("1000", "kilometre, kilometres, kilometer, kilometers, kms, 公里, 千米, キロメートル, キロメーター"),
        "dm": ("0.1", "decimetre, decimetres, decimeter, decimeters, 分米, デシメートル"),
        "cm": ("0.01", "centimetre, centimetres, centimeter, centimeters, 厘米, 公分, センチメートル, センチ"),
        "mm": ("0.001", "millimetre, millimetres, millimeter, millimeters, 毫米, ミリメートル"),
        "μm": ("1e-6", "um, micrometre, micrometres, micrometer, micrometers, micron, microns, 微米, マイクロメートル"),
        "nm": ("1e-9", "nanometre, nanometres, nanometer, nanometers, 纳米, ナノメートル"),
        "mi": ("1609.344", "mile, miles, 英里, 哩, マイル"),
        "yd": ("0.9144", "yard, yards, yds, 码, ヤード"),
        "ft": ("0.3048", "foot, feet, 英尺, 呎, フィート, フット"),
        "in": ("0.0254", "inch, inches, 英寸, 吋, インチ"),
        "nmi": ("1852", "nautical mile, nautical miles, 海里, カイリ"),
        "ly": ("9460730472580800", "light year, light years, light-year, light-years, 光年"),
        "au": ("149597870700", "astronomical unit, astronomical units, 天文单位, 天文単位"),
        "里": ("500", "华里, 市里"),
        "丈": ("10/3", "市丈"),
        "尺": ("1/3", "市尺"),
        "寸": ("1/30", "市寸"),
    },
    "mass": {  # kilogram
        "kg": ("1", "kilogram, kilograms, kilogramme, kilogrammes, kilo, kilos, kgs, 公斤, 千克, キログラム"),
        "g": ("0.001", "gram, grams, gramme, grammes, gm, 克, 公克, グラム"),
        "mg": ("1e-6", "milligram, milligrams, 毫克, ミリグラム"),
        "μg": ("1e-9", "ug, mcg, microgram, micrograms, 微克, マイクログラム"),
        "t": ("1000", "tonne, tonnes, metric ton, metric tons, 吨, 公吨, トン"),
        "lb": ("0.45359237", "lbs, pound, pounds, 磅, 英磅, ポンド"),
        "oz": ("0.028349523125", "ounce, ounces, 盎司, 英两, オンス"),
        "st": ("6.35029318", "stone, stones, 英石, ストーン"),
        "ton": ("907.18474", "tons, short ton, short tons, 短吨, 美吨, 米トン"),
        "long ton": ("1016.0469088", "long tons, 长吨, 英吨"),
        "ct": ("0.0002", "carat, carats, 克拉, カラット"),
        "斤": ("0.5", "市斤, jin, catty, catties"),
        "两": ("0.05", "市两, liang"),
        "钱": ("0.005", "市钱"),
        "担": ("50", "市担"),
        "台斤": ("0.6", "臺斤"),
        "貫": ("3.75", "貫目"),
    },
    "temperature": {  # kelvin; the zero points are in ZEROS
        "K": ("1", "kelvin, kelvins, 开尔文, 开氏度, ケルビン"),
        "°C": (
            "1",
            "celsius, centigrade, degree celsius, degrees celsius, degrees c, degree c, degrees centigrade, deg c",
            "摄氏度, 摄氏, 度, 摂氏, 摂氏度, セルシウス, セ氏",
        ),
        "°F": (
            "5/9",
            "fahrenheit, degree fahrenheit, degrees fahrenheit, degrees f, degree f, deg f, 华氏度, 华氏, 華氏度",
            "ファーレンハイト, カ氏",
        ),
    },
    "volume": {  # litre
        "L": ("1", "litre, litres, liter, liters, 升, 公升, リットル, リッター"),
        "dL": ("0.1", "decilitre, decilitres, deciliter, deciliters, 分升, デシリットル"),
        "cL": ("0.01", "centilitre, centilitres, centiliter, centiliters, センチリットル"),
        "mL": ("0.001", "millilitre, millilitres, milliliter, milliliters, mls, 毫升, ミリリットル, cc, シーシー"),
        "m³": ("1000", "m3, m^3, cubic metre, cubic metres, cubic meter, cubic meters, 立方米, 立方, 立方メートル"),
        "cm³": (
            "0.001",
            "cm3, cm^3, cubic centimetre, cubic centimetres, cubic centimeter, cubic centimeters, 立方厘米",
            "立方センチメートル, 立方センチ",
        ),
        "ft³": ("28.316846592", "ft3, ft^3, cubic foot, cubic feet, cu ft, 立方英尺, 立方フィート"),
        "in³": ("0.016387064", "in3, in^3, cubic inch, cubic inches, cu in, 立方英寸, 立方インチ"),
        "gal": ("3.785411784", "gallon, gallons, us gallon, us gallons, gals, 加仑, 美制加仑, ガロン"),
        "qt": ("0.946352946", "quart, quarts, 夸脱, クォート"),
        "pt": ("0.473176473", "pint, pints, 品脱, パイント"),
        "cup": ("0.2365882365", "cups, 杯, カップ"),
        "fl oz": ("0.0295735295625", "floz, fl. oz, fl. oz., fluid ounce, fluid ounces, 液体盎司, 液量オンス, 液盎司"),
        "tbsp": ("0.01478676478125", "tablespoon, tablespoons, tbsps, 汤匙, 大匙, 大さじ"),
        "tsp": ("0.00492892159375", "teaspoon, teaspoons, tsps, 茶匙, 小匙, 小さじ"),
        "imp gal": ("4.54609", "imperial gallon, imperial gallons, uk gallon, uk gallons, 英制加仑, 英ガロン"),
        "imp pt": ("0.56826125", "imperial pint, imperial pints, uk pint, uk pints, 英制品脱"),
        "bbl": ("158.987294928", "barrel, barrels, 桶, バレル"),
        "合": ("2401/13310", ""),
    },
    "speed": {  # metre per second
        "m/s": ("1", "mps, metres per second, meters per second, metre per second, meter per second, 米每秒, 米/秒",
                "米每秒钟, メートル毎秒"),
        "km/h": ("5/18", "kph, kmh, kmph, km/hr, kilometres per hour, kilometers per hour, kilometre per hour",
                 "kilometer per hour, km per hour, 公里每小时, 公里/小时, 千米每小时, 千米/小时, 公里/时, 千米/时",
                 "キロメートル毎時, キロ毎時"),
        "mph": ("0.44704", "mi/h, miles per hour, mile per hour, miles an hour, 英里每小时, 英里/小时, マイル毎時"),
        "kn": ("463/900", "kt, kts, knot, knots, 节, ノット"),
        "ft/s": ("0.3048", "fps, feet per second, foot per second, 英尺每秒, フィート毎秒"),
    },
    "area": {  # square metre
        "m²": ("1", "m2, m^2, sqm, sq m, square metre, square metres, square meter, square meters, 平方米",
               "平米, 平方公尺, 平方メートル, 平メートル"),
        "km²": ("1e6", "km2, km^2, sq km, square kilometre, square kilometres, square kilometer, square kilometers",
                "平方公里, 平方千米, 平方キロメートル, 平方キロ"),
        "cm²": ("0.0001", "cm2, cm^2, sq cm, square centimetre, square centimetres, square centimeter",
                "square centimeters, 平方厘米, 平方センチメートル, 平方センチ"),
        "mm²": ("1e-6", "mm2, mm^2, square millimetre, square millimetres, square millimeter, square millimeters",
                "平方毫米, 平方ミリメートル"),
        "ha": ("10000", "hectare, hectares, 公顷, ヘクタール"),
        "are": ("100", "ares, 公亩, アール"),
        "acre": ("4046.8564224", "acres, ac, 英亩, エーカー"),
        "ft²": ("0.09290304", "ft2, ft^2, sqft, sq ft, sq. ft, sq. ft., square foot, square feet, 平方英尺, 平方呎",
                "平方フィート"),
        "in²": ("0.00064516", "in2, in^2, sq in, square inch, square inches, 平方英寸, 平方インチ"),
        "yd²": ("0.83612736", "yd2, yd^2, sq yd, square yard, square yards, 平方码, 平方ヤード"),
        "mi²": ("2589988.110336", "mi2, mi^2, sq mi, square mile, square miles, 平方英里, 平方マイル"),
        "亩": ("2000/3", "市亩"),
        "坪": ("400/121", "つぼ, tsubo"),
    },
    "data": {  # byte
        "bit": ("1/8", "bits, 比特, 位元, ビット"),
        "kbit": ("125", "kilobit, kilobits, Kbit, kb, 千比特, キロビット"),
        "Mbit": ("125000", "megabit, megabits, Mb, 兆比特, メガビット"),
        "Gbit": ("125000000", "gigabit, gigabits, Gb, 吉比特, ギガビット"),
        "B": ("1", "byte, bytes, 字节, 位元组, バイト"),
        "kB": ("1000", "KB, kilobyte, kilobytes, 千字节, キロバイト"),
        "MB": ("1e6", "megabyte, megabytes, meg, megs, 兆字节, 兆, メガバイト, メガ"),
        "GB": ("1e9", "gigabyte, gigabytes, gig, gigs, 吉字节, 千兆字节, ギガバイト, ギガ"),
        "TB": ("1e12", "terabyte, terabytes, 太字节, テラバイト, テラ"),
        "PB": ("1e15", "petabyte, petabytes, 拍字节, ペタバイト"),
        "KiB": ("1024", "kibibyte, kibibytes, キビバイト"),
        "MiB": ("1048576", "mebibyte, mebibytes, メビバイト"),
        "GiB": ("1073741824", "gibibyte, gibibytes, ギビバイト"),
        "TiB": ("1099511627776", "tebibyte, tebibytes, テビバイト"),
    },
    "duration": {  # second
        "s": ("1", "second, seconds, sec, secs, 秒, 秒钟, 秒間"),
        "ms": ("0.001", "millisecond, milliseconds, msec, 毫秒, ミリ秒"),
        "μs": ("1e-6", "us, microsecond, microseconds, 微秒, マイクロ秒"),
        "ns": ("1e-9", "nanosecond, nanoseconds, 纳秒, ナノ秒"),
        "min": ("60", "minute, minutes, mins, 分, 分钟, 分間"),
        "h": ("3600", "hour, hours, hr, hrs, 小时, 个小时, 钟头, 个钟头, 時間"),
        "d": ("86400", "day, days, 天, 日, 日間"),
        "wk": ("604800", "week, weeks, wks, 周, 星期, 个星期, 礼拜, 个礼拜, 週間"),
        "mo": ("2629746", "month, months, 月, 个月, ヶ月, か月, カ月"),
        "yr": ("31556952", "year, years, yrs, 年, 年間"),
    },
    "pressure": {  # pascal
        "Pa": ("1", "pascal, pascals, 帕, 帕斯卡, パスカル"),
        "hPa": ("100", "hectopascal, hectopascals, 百帕, ヘクトパスカル"),
        "kPa": ("1000", "kilopascal, kilopascals, 千帕, キロパスカル"),
        "MPa": ("1e6", "megapascal, megapascals, 兆帕, メガパスカル"),
        "bar": ("100000", "bars, 巴, バール"),
        "mbar": ("100", "millibar, millibars, 毫巴, ミリバール"),
        "atm": ("101325", "atmosphere, atmospheres, 大气压, 標準大気圧, 标准大气压, 気圧"),
        "psi": ("8896443230521/1290320000", "pounds per square inch, pound per square inch, 磅每平方英寸"),
        "mmHg": ("133.322387415", "millimetres of mercury, millimeters of mercury, 毫米汞柱, 水銀柱ミリメートル"),
        "inHg": ("3386.388640341", "inches of mercury, 英寸汞柱"),
        "Torr": ("20265/152", "torrs, 托, トル"),
    },
    "energy": {  # joule
        "J": ("1", "joule, joules, 焦, 焦耳, ジュール"),
        "kJ": ("1000", "kilojoule, kilojoules, 千焦, 千焦耳, キロジュール"),
        "MJ": ("1e6", "megajoule, megajoules, 兆焦, メガジュール"),
        "cal": ("4.184", "calorie, calories, 卡, 卡路里, カロリー"),
        "kcal": ("4184", "kilocalorie, kilocalories, 千卡, 大卡, キロカロリー"),
        "Wh": ("3600", "watt hour, watt hours, watt-hour, watt-hours, 瓦时, 瓦特小时, ワット時"),
        "kWh": ("3600000", "kilowatt hour, kilowatt hours, kilowatt-hour, kilowatt-hours, 千瓦时, 度电, キロワット時",
                "キロワットアワー"),
        "BTU": ("1055.05585262", "btus, british thermal unit, british thermal units, 英热单位"),
        "eV": ("1.602176634e-19", "electronvolt, electronvolts, electron volt, electron volts",
               "电子伏特, 电子伏, 電子ボルト"),
    },
}  # fmt: skip

ZEROS = {"°C": "273.15", "°F": "45967/180"}
"""Where a scale's zero lies, in kelvin."""

SEVERAL = {
    "degree": ("°C", "°F"), "degrees": ("°C", "°F"), "deg": ("°C", "°F"), "°": ("°C", "°F"), "c": ("°C",),
    "f": ("°F",), "キロ": ("kg", "km"), "ミリ": ("mm", "mL"), "oz": ("oz", "fl oz"), "ounce": ("oz", "fl oz"),
    "ounces": ("oz", "fl oz"), "盎司": ("oz", "fl oz"), "オンス": ("oz", "fl oz"), "ton": ("ton", "t"),
    "tons": ("ton", "t"), "分": ("min",), "k": ("K",), "\"": ("in",), "'": ("ft",), "m": ("m",), "兩": ("两",),
}  # fmt: skip
"""Words with more than one reading, the likeliest first; what they are converted with decides."""

SPEED_PREFIXES = {
    "時速": {"km": "km/h", "mi": "mph"}, "时速": {"km": "km/h", "mi": "mph"}, "秒速": {"m": "m/s", "ft": "ft/s"},
    "每小时": {"km": "km/h", "mi": "mph"}, "每秒": {"m": "m/s", "ft": "ft/s"}, "毎時": {"km": "km/h", "mi": "mph"},
    "毎秒": {"m": "m/s"},
}  # fmt: skip
"""Said before a length: 時速60キロ."""

TEMPERATURE_PREFIXES = {"摄氏": "°C", "华氏": "°F", "摂氏": "°C", "華氏": "°F", "零下": "°C", "氷点下": "°C"}
"""Said before a number: 华氏100度."""

LENGTHS_AFTER = {"米": "m", "公里": "km", "斤": "斤", "公斤": "kg", "尺": "尺", "メートル": "m"}
"""Units whose tenths may be said after them: 一米八 is 1.8 m, 三斤二 is 3.2 斤."""

NOT_UNITS = (
    "米饭", "米粉", "米酒", "里面", "里边", "天气", "度假", "分之", "月份", "日本", "日元", "年级", "两个", "克隆",
    "升级",
    "巴士", "节课", "节目", "卡车", "卡片", "桶装", "焦虑", "托福",
)  # fmt: skip

IN_FOLLOWED_BY = ("to ", "in ", "into ", "as ", "=", "equals", "is ")
"""After a number, "in" is an inch only before one of these or at the end."""
