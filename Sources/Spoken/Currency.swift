/// Money, as it is written and as it is said.
enum Currency: String {
    case dollar, euro, pound, yen, yuan, won, rupee, rouble, hongKongDollar, australianDollar, canadianDollar, franc

    /// Before the figure. The longest comes first.
    static let signs: [(sign: [Unicode.Scalar], currency: Currency)] = ([
        ("US$", .dollar), ("HK$", .hongKongDollar), ("A$", .australianDollar), ("C$", .canadianDollar), ("CN¥", .yuan), ("RMB", .yuan), ("$", .dollar), ("€", .euro),
        ("£", .pound), ("¥", .yen), ("₩", .won), ("₹", .rupee), ("₽", .rouble),
    ] as [(String, Currency)]).map { (Array($0.0.unicodeScalars), $0.1) }

    /// After the figure.
    static let codes: [String: Currency] = [
        "USD": .dollar, "EUR": .euro, "GBP": .pound, "JPY": .yen, "CNY": .yuan, "RMB": .yuan, "KRW": .won, "INR": .rupee, "RUB": .rouble, "HKD": .hongKongDollar,
        "AUD": .australianDollar, "CAD": .canadianDollar, "CHF": .franc, "€": .euro, "$": .dollar, "£": .pound, "¥": .yen,
    ]

    /// One, several, and the hundredth part where it is said apart.
    var english: (one: String, many: String, hundredths: String?) {
        switch self {
        case .dollar: ("dollar", "dollars", "cents")
        case .euro: ("euro", "euros", "cents")
        case .pound: ("pound", "pounds", "pence")
        case .yen: ("yen", "yen", nil)
        case .yuan: ("yuan", "yuan", nil)
        case .won: ("won", "won", nil)
        case .rupee: ("rupee", "rupees", nil)
        case .rouble: ("rouble", "roubles", nil)
        case .hongKongDollar: ("Hong Kong dollar", "Hong Kong dollars", "cents")
        case .australianDollar: ("Australian dollar", "Australian dollars", "cents")
        case .canadianDollar: ("Canadian dollar", "Canadian dollars", "cents")
        case .franc: ("franc", "francs", nil)
        }
    }

    var mandarin: String {
        switch self {
        case .dollar: "美元"
        case .euro: "欧元"
        case .pound: "英镑"
        // ¥ in Chinese text is the yuan.
        case .yen, .yuan: "元"
        case .won: "韩元"
        case .rupee: "卢比"
        case .rouble: "卢布"
        case .hongKongDollar: "港元"
        case .australianDollar: "澳元"
        case .canadianDollar: "加元"
        case .franc: "瑞士法郎"
        }
    }
}
