import Spoken
import Testing

/// Written → spoken, as examples.
@Suite struct EnglishTextTests {
    static func spoken(_ text: String) -> String { SpokenText.normalise(text, language: .english) }

    @Test(arguments: [
        ("0", "zero"), ("12", "twelve"), ("105", "one hundred five"), ("1,234,567", "one million two hundred thirty-four thousand five hundred sixty-seven"),
        ("3.14", "three point one four"), (".5", "zero point five"), ("-5", "minus five"), ("21st", "twenty-first"), ("the 112th", "the one hundred twelfth"), ("90%", "ninety percent"),
        ("12345678901234567890", "one two three four five six seven eight nine zero one two three four five six seven eight nine zero"), ("007", "zero zero seven"),
        ("MP3", "M P three"), ("GPT-4", "G P T four"), ("A320", "A three two zero"),
    ])
    func numbers(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("1/2 cup", "one half cup"), ("3/4", "three quarters"), ("2/3", "two thirds"), ("2 1/2 cups", "two and a half cups"), ("½", "one half"), ("1½", "one and a half"), ("7/3", "seven over three"),
        ("24/7", "twenty-four seven"), ("50/50", "fifty-fifty"), ("x^2", "x to the power of two"), ("3:2", "three to two"), ("1:100", "one to one hundred"),
    ])
    func fractionsAndScores(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("in 1999", "in nineteen ninety-nine"), ("in 2005", "in two thousand five"), ("in 1066,", "in ten sixty-six,"), ("1905 was", "nineteen oh five was"), ("since 1900", "since nineteen hundred"),
        ("the 1990s", "the nineteen nineties"), ("2000 people", "two thousand people"), ("1950 dollars", "one thousand nine hundred fifty dollars"), ("1998 and 2003", "nineteen ninety-eight and two thousand three"),
        ("2020–24", "twenty twenty to twenty-four"),
    ])
    func years(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("2026-11-28", "November twenty-eighth, twenty twenty-six"), ("Nov 28, 2026", "November twenty-eighth, twenty twenty-six"), ("28 Nov 2026", "November twenty-eighth, twenty twenty-six"),
        ("Nov. 3", "November third"), ("on the 4th of July", "on July fourth"),
        // The day comes first only where it must.
        ("28/11/2026", "November twenty-eighth, twenty twenty-six"), ("5/6/2026", "May sixth, twenty twenty-six"), ("5.6.2026", "June fifth, twenty twenty-six"),
    ])
    func dates(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("14:30", "fourteen thirty"), ("2 p.m. sharp", "two P M sharp"), ("9:05am", "nine oh five eigh M"), ("2:00", "two o'clock"), ("14:30:15", "fourteen thirty and fifteen seconds"), ("We left at 2 p.m. Then", "We left at two P M. Then"),
    ])
    func times(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("$3.50", "three dollars and fifty cents"), ("$1", "one dollar"), ("$0.99", "ninety-nine cents"), ("$5 million", "five million dollars"), ("$1.5bn", "one point five billion dollars"), ("€20", "twenty euros"),
        ("20€", "twenty euros"), ("£2.01", "two pounds and one penny"), ("¥20", "twenty yen"), ("20 USD", "twenty dollars"), ("$5-10", "five to ten dollars"), ("-$5", "minus five dollars"),
        ("5 km/h", "five kilometers per hour"), ("1kg", "one kilogram"), ("-5°C", "minus five degrees Celsius"), ("16 GB", "sixteen gigabytes"), ("20 m²", "twenty square meters"), ("5 men", "five men"), ("6 ft. tall", "six feet tall"), ("It is 6 ft. We", "It is six feet. We"), ("221B", "two hundred twenty-one B"), ("5 in 10", "five in ten"),
    ])
    func moneyAndUnits(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("+1 555-123-4567", "plus one, five five five, one two three, four five six seven"), ("(555) 123-4567", "five five five, one two three, four five six seven"),
        ("Call 911", "Call nine one one"), ("5551234567", "five five five one two three four five six seven"),
    ])
    func phones(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("pages 3–5", "pages three to five"), ("10-20%", "ten to twenty percent"), ("Mon–Fri", "Monday to Friday"), ("version 2.10", "version two point ten"), ("it is 2.10", "it is two point one zero"), ("v1.2.3", "version one point two point three"),
    ])
    func rangesAndVersions(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("Henry VIII", "Henry the eighth"), ("Chapter IV", "Chapter four"), ("World War II", "World War two"), ("Vitamin C", "Vitamin C"), ("the IV drip", "the I V drip"), ("King James I read", "King James I read"),
    ])
    func romanNumerals(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("Dr. Smith", "Doctor Smith"), ("on Mulholland Dr. today", "on Mulholland Drive today"), ("St. John", "Saint John"), ("on Elm St. today", "on Elm Street today"), ("at Mount St. Helens", "at Mount Saint Helens"),
        ("dogs, cats, etc. Then", "dogs, cats, et cetera. Then"), ("e.g. dogs", "for example dogs"), ("us vs. them", "us versus them"), ("No. 5", "number five"), ("No. I won't.", "No. I won't."),
        ("the U.S. Army", "the U S Army"), ("in the U.S. He left", "in the U S. He left"), ("J. K. Rowling", "J K Rowling"), ("Ph.D.", "P H D."), ("NASA and the FBI", "NASA and the F B I"), ("two GPUs", "two G P U's"), ("the USA is", "the U S eigh is"),
        ("DO NOT PANIC, THE END IS NEAR", "DO NOT PANIC, THE END IS NEAR"),
    ])
    func abbreviations(written: String, read: String) { #expect(Self.spoken(written) == read) }

    @Test(arguments: [
        ("https://www.example.com/path?x=1", "example dot com slash path"), ("john.doe@example.com", "john dot doe at example dot com"), ("jo@x.org", "jo at X dot org"), ("example.co.uk/a", "example dot co dot U K slash eigh"), ("See example.org.", "See example dot org."), ("main.swift", "main dot swift"),
        ("**Bold** and *it*", "Bold and it"), ("[link](http://a.b/c) `code`", "link code"), ("# Title", "Title"), ("#1", "number one"), ("#OpenSource", "Open Source"), ("hello 😀 world 🇩🇪!", "hello world!"), ("C# and C++", "C sharp and C plus plus"),
        ("A & B", "A and B"), ("3 + 4 = 7", "three plus four equals seven"), ("5 * 6", "five times six"), ("he/she", "he or she"), ("| a | b |\n|---|---|", "a, b"), ("- one thing", "one thing"), ("", ""), ("   ", ""), ("—", "—"),
    ])
    func addressesAndMarkup(written: String, read: String) { #expect(Self.spoken(written) == read) }
}
