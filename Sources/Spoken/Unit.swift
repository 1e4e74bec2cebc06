/// A unit of measure after a figure.
struct Unit: Equatable {
    var one: String
    var many: String
    var mandarin: String
    /// Only where nothing stands between it and the figure: 5 A may be anything.
    var isAttached = false

    static let percent = Unit(one: "percent", many: "percent", mandarin: "%")
    static let permille = Unit(one: "per mille", many: "per mille", mandarin: "‰")

    /// The longest way that a unit is written.
    static let longest = 8

    /// By the way it is written.
    static let all: [String: Unit] = {
        var all: [String: Unit] = ["%": .percent, "‰": .permille]
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: ";").map { $0.split(separator: " ").joined(separator: " ") }
            let attached = fields[0].hasPrefix("!")
            for written in fields[0].drop(while: { $0 == "!" }).split(separator: " ") {
                all[String(written)] = Unit(one: fields[1], many: fields[2], mandarin: fields[3], isAttached: attached)
            }
        }
        return all
    }()

    /// Ways of writing; one; several; in Mandarin. `!`: see `isAttached`.
    private static let table = """
        km; kilometer; kilometers; 公里
        m; meter; meters; 米
        cm; centimeter; centimeters; 厘米
        mm; millimeter; millimeters; 毫米
        μm µm um; micrometer; micrometers; 微米
        nm; nanometer; nanometers; 纳米
        mi; mile; miles; 英里
        ft; foot; feet; 英尺
        yd; yard; yards; 码
        !in; inch; inches; 英寸
        km² km2; square kilometer; square kilometers; 平方公里
        m² m2 ㎡; square meter; square meters; 平方米
        cm² cm2; square centimeter; square centimeters; 平方厘米
        m³ m3; cubic meter; cubic meters; 立方米
        cm³ cm3; cubic centimeter; cubic centimeters; 立方厘米
        ha; hectare; hectares; 公顷
        kg; kilogram; kilograms; 公斤
        g; gram; grams; 克
        mg; milligram; milligrams; 毫克
        μg µg; microgram; micrograms; 微克
        μg/m³ µg/m³ μg/m3; microgram per cubic meter; micrograms per cubic meter; 微克每立方米
        !t; tonne; tonnes; 吨
        lb lbs; pound; pounds; 磅
        oz; ounce; ounces; 盎司
        !L !l; liter; liters; 升
        ml mL; milliliter; milliliters; 毫升
        km/h kph; kilometer per hour; kilometers per hour; 公里每小时
        m/s; meter per second; meters per second; 米每秒
        m/s²; meter per second squared; meters per second squared; 米每二次方秒
        mph; mile per hour; miles per hour; 英里每小时
        °C ℃; degree Celsius; degrees Celsius; 摄氏度
        °F ℉; degree Fahrenheit; degrees Fahrenheit; 华氏度
        °; degree; degrees; 度
        kB KB; kilobyte; kilobytes; KB
        MB; megabyte; megabytes; MB
        GB; gigabyte; gigabytes; GB
        TB; terabyte; terabytes; TB
        PB; petabyte; petabytes; PB
        KiB; kibibyte; kibibytes; KB
        MiB; mebibyte; mebibytes; MB
        GiB; gibibyte; gibibytes; GB
        kbit/s kb/s kbps; kilobit per second; kilobits per second; 千比特每秒
        Mbit/s Mb/s Mbps; megabit per second; megabits per second; 兆比特每秒
        Gbit/s Gb/s Gbps; gigabit per second; gigabits per second; 吉比特每秒
        MB/s; megabyte per second; megabytes per second; 兆字节每秒
        GB/s; gigabyte per second; gigabytes per second; 吉字节每秒
        Hz; hertz; hertz; 赫兹
        kHz; kilohertz; kilohertz; 千赫
        MHz; megahertz; megahertz; 兆赫
        GHz; gigahertz; gigahertz; 吉赫
        W; watt; watts; 瓦
        kW; kilowatt; kilowatts; 千瓦
        MW; megawatt; megawatts; 兆瓦
        kWh; kilowatt hour; kilowatt hours; 千瓦时
        V; volt; volts; 伏
        kV; kilovolt; kilovolts; 千伏
        mV; millivolt; millivolts; 毫伏
        !A; amp; amps; 安
        mA; milliamp; milliamps; 毫安
        mAh; milliamp hour; milliamp hours; 毫安时
        Ω; ohm; ohms; 欧
        !J; joule; joules; 焦
        kJ; kilojoule; kilojoules; 千焦
        kcal; kilocalorie; kilocalories; 千卡
        Pa; pascal; pascals; 帕
        hPa; hectopascal; hectopascals; 百帕
        kPa; kilopascal; kilopascals; 千帕
        MPa; megapascal; megapascals; 兆帕
        dB; decibel; decibels; 分贝
        s; second; seconds; 秒
        sec; second; seconds; 秒
        ms; millisecond; milliseconds; 毫秒
        μs µs; microsecond; microseconds; 微秒
        ns; nanosecond; nanoseconds; 纳秒
        min; minute; minutes; 分钟
        h; hour; hours; 小时
        hr hrs; hour; hours; 小时
        px; pixel; pixels; 像素
        fps; frame per second; frames per second; 帧每秒
        rpm; revolution per minute; revolutions per minute; 转每分钟
        """
}
