"""Places and their time zones: cities and countries in English, Chinese and Japanese.

A country with several zones has the one of its capital or, where nearly everybody lives elsewhere, of its largest city.
"""

from __future__ import annotations

from functools import cache

from edge.skills.characters import simplified
from edge.skills.values import Phrases
from edge.skills.values.text import Text, is_han, is_kana

__all__ = ["PLACES", "find", "time_zone"]

PLACES = {
    "Asia/Shanghai": "Beijing, Peking, Shanghai, Shenzhen, Guangzhou, Canton, Chengdu, Hangzhou, Wuhan, Xi'an, "
    "Nanjing, China, 北京, 上海, 深圳, 广州, 成都, 杭州, 武汉, 西安, 南京, 重庆, 天津, 苏州, 哈尔滨, 中国, 広州, "
    "重慶, 武漢",
    "Asia/Urumqi": "Urumqi, 乌鲁木齐",
    "Asia/Hong_Kong": "Hong Kong, Hongkong, 香港, ホンコン",
    "Asia/Macau": "Macau, Macao, 澳门, マカオ",
    "Asia/Taipei": "Taipei, Taiwan, Kaohsiung, 台北, 臺北, 高雄, 台湾, 臺灣, タイペイ",
    "Asia/Tokyo": "Tokyo, Osaka, Kyoto, Sapporo, Nagoya, Fukuoka, Yokohama, Japan, 东京, 大阪, 京都, 札幌, 名古屋, "
    "福冈, 横滨, 日本, 東京, 福岡, 横浜",
    "Asia/Seoul": "Seoul, Busan, Korea, South Korea, 首尔, 釜山, 韩国, ソウル, プサン, 韓国",
    "Asia/Pyongyang": "Pyongyang, North Korea, 平壤, 朝鲜, ピョンヤン, 北朝鮮",
    "Asia/Ulaanbaatar": "Ulaanbaatar, Ulan Bator, Mongolia, 乌兰巴托, 蒙古, ウランバートル, モンゴル",
    "Asia/Singapore": "Singapore, 新加坡, シンガポール",
    "Asia/Kuala_Lumpur": "Kuala Lumpur, Malaysia, 吉隆坡, 马来西亚, クアラルンプール, マレーシア",
    "Asia/Bangkok": "Bangkok, Thailand, 曼谷, 泰国, バンコク, タイ",
    "Asia/Ho_Chi_Minh": "Ho Chi Minh City, Saigon, Hanoi, Vietnam, 胡志明市, 西贡, 河内, 越南, ホーチミン, ハノイ, "
    "ベトナム",
    "Asia/Phnom_Penh": "Phnom Penh, Cambodia, 金边, 柬埔寨, プノンペン, カンボジア",
    "Asia/Vientiane": "Vientiane, Laos, 万象, 老挝, ビエンチャン, ラオス",
    "Asia/Yangon": "Yangon, Rangoon, Myanmar, Burma, 仰光, 缅甸, ヤンゴン, ミャンマー",
    "Asia/Manila": "Manila, Philippines, the Philippines, 马尼拉, 菲律宾, マニラ, フィリピン",
    "Asia/Jakarta": "Jakarta, Indonesia, 雅加达, 印度尼西亚, 印尼, ジャカルタ, インドネシア",
    "Asia/Makassar": "Bali, 巴厘岛, バリ島, バリ",
    "Asia/Kolkata": "Delhi, New Delhi, Mumbai, Bombay, Bangalore, Bengaluru, Kolkata, Calcutta, Chennai, Hyderabad, "
    "India, 德里, 新德里, 孟买, 班加罗尔, 加尔各答, 印度, デリー, ニューデリー, ムンバイ, バンガロール, コルカタ, "
    "インド",
    "Asia/Karachi": "Karachi, Lahore, Islamabad, Pakistan, 卡拉奇, 伊斯兰堡, 巴基斯坦, カラチ, イスラマバード, "
    "パキスタン",
    "Asia/Dhaka": "Dhaka, Bangladesh, 达卡, 孟加拉国, 孟加拉, ダッカ, バングラデシュ",
    "Asia/Kathmandu": "Kathmandu, Nepal, 加德满都, 尼泊尔, カトマンズ, ネパール",
    "Asia/Colombo": "Colombo, Sri Lanka, 科伦坡, 斯里兰卡, コロンボ, スリランカ",
    "Asia/Kabul": "Kabul, Afghanistan, 喀布尔, 阿富汗, カブール, アフガニスタン",
    "Asia/Tashkent": "Tashkent, Uzbekistan, 塔什干, 乌兹别克斯坦, タシケント, ウズベキスタン",
    "Asia/Almaty": "Almaty, Astana, Kazakhstan, 阿拉木图, 阿斯塔纳, 哈萨克斯坦, アルマトイ, アスタナ, カザフスタン",
    "Asia/Tehran": "Tehran, Teheran, Iran, 德黑兰, 伊朗, テヘラン, イラン",
    "Asia/Baghdad": "Baghdad, Iraq, 巴格达, 伊拉克, バグダッド, イラク",
    "Asia/Dubai": "Dubai, Abu Dhabi, United Arab Emirates, UAE, the UAE, 迪拜, 阿布扎比, 阿联酋, ドバイ, アブダビ, "
    "アラブ首長国連邦",
    "Asia/Qatar": "Doha, Qatar, 多哈, 卡塔尔, ドーハ, カタール",
    "Asia/Riyadh": "Riyadh, Mecca, Jeddah, Saudi Arabia, 利雅得, 麦加, 沙特, 沙特阿拉伯, リヤド, メッカ, "
    "サウジアラビア",
    "Asia/Jerusalem": "Jerusalem, Tel Aviv, Israel, 耶路撒冷, 特拉维夫, 以色列, エルサレム, テルアビブ, イスラエル",
    "Asia/Beirut": "Beirut, Lebanon, 贝鲁特, 黎巴嫩, ベイルート, レバノン",
    "Asia/Amman": "Amman, Jordan, 安曼, 约旦, アンマン, ヨルダン",
    "Europe/Istanbul": "Istanbul, Ankara, Turkey, Türkiye, 伊斯坦布尔, 安卡拉, 土耳其, イスタンブール, アンカラ, "
    "トルコ",
    "Europe/Moscow": "Moscow, Saint Petersburg, St Petersburg, Russia, 莫斯科, 圣彼得堡, 俄罗斯, モスクワ, "
    "サンクトペテルブルク, ロシア",
    "Asia/Vladivostok": "Vladivostok, 海参崴, 符拉迪沃斯托克, ウラジオストク",
    "Asia/Novosibirsk": "Novosibirsk, 新西伯利亚, ノヴォシビルスク",
    "Europe/Kyiv": "Kyiv, Kiev, Ukraine, 基辅, 乌克兰, キーウ, キエフ, ウクライナ",
    "Europe/Minsk": "Minsk, Belarus, 明斯克, 白俄罗斯, ミンスク, ベラルーシ",
    "Europe/London": "London, Manchester, Edinburgh, Glasgow, Liverpool, Oxford, Cambridge, England, Scotland, "
    "Wales, Britain, Great Britain, United Kingdom, the United Kingdom, UK, the UK, 伦敦, 曼彻斯特, 爱丁堡, 利物浦, "
    "英国, 英格兰, 苏格兰, ロンドン, マンチェスター, エディンバラ, リバプール, イギリス, スコットランド",
    "Europe/Dublin": "Dublin, Ireland, 都柏林, 爱尔兰, ダブリン, アイルランド",
    "Europe/Lisbon": "Lisbon, Porto, Portugal, 里斯本, 葡萄牙, リスボン, ポルトガル",
    "Europe/Madrid": "Madrid, Barcelona, Seville, Valencia, Spain, 马德里, 巴塞罗那, 西班牙, マドリード, "
    "バルセロナ, スペイン",
    "Europe/Paris": "Paris, Lyon, Marseille, Nice, Toulouse, France, 巴黎, 里昂, 马赛, 法国, パリ, リヨン, "
    "マルセイユ, フランス",
    "Europe/Brussels": "Brussels, Antwerp, Belgium, 布鲁塞尔, 比利时, ブリュッセル, ベルギー",
    "Europe/Amsterdam": "Amsterdam, Rotterdam, The Hague, Netherlands, the Netherlands, Holland, 阿姆斯特丹, "
    "鹿特丹, 海牙, 荷兰, アムステルダム, ロッテルダム, オランダ",
    "Europe/Luxembourg": "Luxembourg, 卢森堡, ルクセンブルク",
    "Europe/Berlin": "Berlin, Munich, Hamburg, Frankfurt, Cologne, Stuttgart, Germany, 柏林, 慕尼黑, 汉堡, "
    "法兰克福, 科隆, 德国, ベルリン, ミュンヘン, ハンブルク, フランクフルト, ケルン, ドイツ",
    "Europe/Zurich": "Zurich, Zürich, Geneva, Bern, Basel, Switzerland, 苏黎世, 日内瓦, 伯尔尼, 瑞士, チューリッヒ, "
    "ジュネーブ, ベルン, スイス",
    "Europe/Vienna": "Vienna, Salzburg, Austria, 维也纳, 萨尔茨堡, 奥地利, ウィーン, ザルツブルク, オーストリア",
    "Europe/Rome": "Rome, Milan, Venice, Florence, Naples, Turin, Italy, 罗马, 米兰, 威尼斯, 佛罗伦萨, 意大利, "
    "ローマ, ミラノ, ベネチア, フィレンツェ, ナポリ, イタリア",
    "Europe/Vatican": "Vatican, the Vatican, 梵蒂冈, バチカン",
    "Europe/Monaco": "Monaco, 摩纳哥, モナコ",
    "Europe/Prague": "Prague, Czech Republic, Czechia, 布拉格, 捷克, プラハ, チェコ",
    "Europe/Bratislava": "Bratislava, Slovakia, 斯洛伐克, スロバキア",
    "Europe/Warsaw": "Warsaw, Krakow, Poland, 华沙, 波兰, ワルシャワ, ポーランド",
    "Europe/Budapest": "Budapest, Hungary, 布达佩斯, 匈牙利, ブダペスト, ハンガリー",
    "Europe/Bucharest": "Bucharest, Romania, 布加勒斯特, 罗马尼亚, ブカレスト, ルーマニア",
    "Europe/Sofia": "Sofia, Bulgaria, 索非亚, 保加利亚, ソフィア, ブルガリア",
    "Europe/Belgrade": "Belgrade, Serbia, 贝尔格莱德, 塞尔维亚, ベオグラード, セルビア",
    "Europe/Zagreb": "Zagreb, Croatia, 萨格勒布, 克罗地亚, ザグレブ, クロアチア",
    "Europe/Ljubljana": "Ljubljana, Slovenia, 斯洛文尼亚, スロベニア",
    "Europe/Athens": "Athens, Greece, 雅典, 希腊, アテネ, ギリシャ",
    "Europe/Stockholm": "Stockholm, Gothenburg, Sweden, 斯德哥尔摩, 瑞典, ストックホルム, スウェーデン",
    "Europe/Oslo": "Oslo, Norway, 奥斯陆, 挪威, オスロ, ノルウェー",
    "Europe/Copenhagen": "Copenhagen, Denmark, 哥本哈根, 丹麦, コペンハーゲン, デンマーク",
    "Europe/Helsinki": "Helsinki, Finland, 赫尔辛基, 芬兰, ヘルシンキ, フィンランド",
    "Europe/Tallinn": "Tallinn, Estonia, 塔林, 爱沙尼亚, タリン, エストニア",
    "Europe/Riga": "Riga, Latvia, 里加, 拉脱维亚, リガ, ラトビア",
    "Europe/Vilnius": "Vilnius, Lithuania, 维尔纽斯, 立陶宛, ビリニュス, リトアニア",
    "Atlantic/Reykjavik": "Reykjavik, Iceland, 雷克雅未克, 冰岛, レイキャビク, アイスランド",
    "Africa/Cairo": "Cairo, Alexandria, Egypt, 开罗, 埃及, カイロ, エジプト",
    "Africa/Casablanca": "Casablanca, Rabat, Marrakesh, Morocco, 卡萨布兰卡, 摩洛哥, カサブランカ, モロッコ",
    "Africa/Algiers": "Algiers, Algeria, 阿尔及尔, 阿尔及利亚, アルジェ, アルジェリア",
    "Africa/Tunis": "Tunis, Tunisia, 突尼斯, チュニス, チュニジア",
    "Africa/Lagos": "Lagos, Abuja, Nigeria, 拉各斯, 尼日利亚, ラゴス, ナイジェリア",
    "Africa/Accra": "Accra, Ghana, 阿克拉, 加纳, アクラ, ガーナ",
    "Africa/Nairobi": "Nairobi, Kenya, 内罗毕, 肯尼亚, ナイロビ, ケニア",
    "Africa/Addis_Ababa": "Addis Ababa, Ethiopia, 亚的斯亚贝巴, 埃塞俄比亚, アディスアベバ, エチオピア",
    "Africa/Johannesburg": "Johannesburg, Cape Town, Pretoria, South Africa, 约翰内斯堡, 开普敦, 南非, "
    "ヨハネスブルグ, ケープタウン, 南アフリカ",
    "America/New_York": "New York, New York City, NYC, Boston, Washington, Washington DC, Philadelphia, Miami, "
    "Atlanta, Detroit, United States, the United States, USA, the USA, the US, America, 纽约, 波士顿, 华盛顿, 费城, "
    "迈阿密, 亚特兰大, 底特律, 美国, 美国东部, ニューヨーク, ボストン, ワシントン, フィラデルフィア, マイアミ, "
    "アトランタ, デトロイト, アメリカ, 米国",
    "America/Chicago": "Chicago, Houston, Dallas, Austin, Texas, New Orleans, Minneapolis, 芝加哥, 休斯顿, 休斯敦, "
    "达拉斯, 奥斯汀, 得克萨斯, シカゴ, ヒューストン, ダラス, オースティン, テキサス",
    "America/Denver": "Denver, Salt Lake City, Colorado, 丹佛, 盐湖城, デンバー, ソルトレイクシティ",
    "America/Phoenix": "Phoenix, Arizona, 凤凰城, フェニックス, アリゾナ",
    "America/Los_Angeles": "Los Angeles, LA, San Francisco, San Diego, San Jose, Seattle, Las Vegas, Portland, "
    "California, Silicon Valley, 洛杉矶, 旧金山, 三藩市, 圣地亚哥, 西雅图, 拉斯维加斯, 加州, 加利福尼亚, 硅谷, "
    "ロサンゼルス, サンフランシスコ, サンディエゴ, シアトル, ラスベガス, カリフォルニア, シリコンバレー",
    "America/Anchorage": "Anchorage, Alaska, 安克雷奇, 阿拉斯加, アンカレッジ, アラスカ",
    "Pacific/Honolulu": "Honolulu, Hawaii, 檀香山, 火奴鲁鲁, 夏威夷, ホノルル, ハワイ",
    "America/Toronto": "Toronto, Ottawa, Montreal, Quebec, Canada, 多伦多, 渥太华, 蒙特利尔, 魁北克, 加拿大, "
    "トロント, オタワ, モントリオール, カナダ",
    "America/Vancouver": "Vancouver, 温哥华, バンクーバー",
    "America/Edmonton": "Calgary, Edmonton, 卡尔加里, 埃德蒙顿, カルガリー, エドモントン",
    "America/Halifax": "Halifax, 哈利法克斯, ハリファックス",
    "America/Mexico_City": "Mexico City, Mexico, 墨西哥城, 墨西哥, メキシコシティ, メキシコ",
    "America/Cancun": "Cancun, Cancún, 坎昆, カンクン",
    "America/Havana": "Havana, Cuba, 哈瓦那, 古巴, ハバナ, キューバ",
    "America/Jamaica": "Kingston, Jamaica, 牙买加, ジャマイカ",
    "America/Panama": "Panama, Panama City, 巴拿马, パナマ",
    "America/Costa_Rica": "Costa Rica, 哥斯达黎加, コスタリカ",
    "America/Bogota": "Bogota, Bogotá, Colombia, 波哥大, 哥伦比亚, ボゴタ, コロンビア",
    "America/Caracas": "Caracas, Venezuela, 加拉加斯, 委内瑞拉, カラカス, ベネズエラ",
    "America/Lima": "Lima, Peru, 利马, 秘鲁, リマ, ペルー",
    "America/Guayaquil": "Quito, Ecuador, 基多, 厄瓜多尔, キト, エクアドル",
    "America/La_Paz": "La Paz, Bolivia, 拉巴斯, 玻利维亚, ラパス, ボリビア",
    "America/Santiago": "Santiago, Chile, 智利, サンティアゴ, チリ",
    "America/Argentina/Buenos_Aires": "Buenos Aires, Argentina, 布宜诺斯艾利斯, 阿根廷, ブエノスアイレス, "
    "アルゼンチン",
    "America/Montevideo": "Montevideo, Uruguay, 蒙得维的亚, 乌拉圭, モンテビデオ, ウルグアイ",
    "America/Sao_Paulo": "Sao Paulo, São Paulo, Rio de Janeiro, Rio, Brasilia, Brasília, Brazil, 圣保罗, "
    "里约热内卢, 里约, 巴西利亚, 巴西, サンパウロ, リオデジャネイロ, リオ, ブラジリア, ブラジル",
    "Australia/Sydney": "Sydney, Canberra, Australia, 悉尼, 雪梨, 堪培拉, 澳大利亚, 澳洲, シドニー, キャンベラ, "
    "オーストラリア",
    "Australia/Melbourne": "Melbourne, 墨尔本, メルボルン",
    "Australia/Brisbane": "Brisbane, Gold Coast, 布里斯班, 黄金海岸, ブリスベン, ゴールドコースト",
    "Australia/Adelaide": "Adelaide, 阿德莱德, アデレード",
    "Australia/Perth": "Perth, 珀斯, パース",
    "Pacific/Auckland": "Auckland, Wellington, New Zealand, 奥克兰, 惠灵顿, 新西兰, オークランド, ウェリントン, "
    "ニュージーランド",
    "Pacific/Guam": "Guam, 关岛, グアム",
    "Pacific/Fiji": "Fiji, 斐济, フィジー",
    "UTC": "UTC, GMT, Greenwich, 格林尼治, 格林威治, グリニッジ",
}  # fmt: skip
"""Time zones of the IANA database, and the places that have them."""


@cache
def _table() -> tuple[Phrases[str], frozenset[str]]:
    names = {name.strip(): zone for zone, row in PLACES.items() for name in row.split(", ")}
    table = {simplified(Text.of(name)).plain: zone for name, zone in names.items()}
    return Phrases(table), frozenset(name[0] for name in table)


def find(text: Text, at: int) -> int | None:
    """Where the place that begins exactly at `at` ends, if it is known; only whole words. `text` is `simplified`."""
    phrases, firsts = _table()
    if text.char(at) not in firsts:
        return None
    found = phrases.find(text, at)
    if found is None:
        return None
    end = found.end
    # タイ is no part of タイマー, and 中国 none of 中国語.
    if is_kana(text.char(end - 1)) and _goes_on(text.char(end)):
        return None
    if text.char(end) in {"語", "语", "菜", "人"}:
        return None
    # The city that many say with its kind: 北京市, 東京都.
    return end + (is_han(text.char(end - 1)) and text.char(end) in {"市", "都"} and text.char(end + 1) != "市")


def _goes_on(char: str) -> bool:
    return "\u30a1" <= char <= "\u30fa" or char == "ー"


def time_zone(place: str) -> str | None:
    """The IANA time zone of a place as it was said ("Tokyo", 东京, "the UK"); None if it is not known."""
    text = simplified(Text.of(place.strip()))
    end = find(text, 0) if text.plain else None
    if end is None or not text.ended(end):
        return None
    found = _table()[0].find(text, 0)
    return None if found is None else found.value
