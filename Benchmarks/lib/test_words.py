import unittest

from lib.words import characters, chinese, english, mandarin_sounds, other, plain, spelled


class EnglishWords(unittest.TestCase):
    def test_case_and_punctuation_do_not_count(self):
        self.assertEqual(english("Please, press ONE."), ["please", "press", "one"])

    def test_numbers_are_spelled_out(self):
        self.assertEqual(english("Press 1 or 23"), "press one or twenty three".split())
        self.assertEqual(english("$1,250"), "one thousand two hundred fifty".split())
        self.assertEqual(english("0800"), "zero eight zero zero".split())

    def test_spellings_are_one(self):
        self.assertEqual(english("Okay, voice-mail cancelled"), ["ok", "voicemail", "canceled"])

    def test_the_pound_key(self):
        self.assertEqual(english("the # key"), english("the pound key"))

    def test_apostrophes_stay_inside_words_only(self):
        self.assertEqual(plain("'It’s dogs'"), ["it's", "dogs"])

    def test_spelled(self):
        self.assertEqual(spelled(317), "three hundred seventeen")
        self.assertEqual(spelled(90), "ninety")


class ChineseCharacters(unittest.TestCase):
    def test_numerals_are_digits_on_both_sides(self):
        self.assertEqual(chinese("下午三点,第15页。"), chinese("下午3点 第十五页"))
        self.assertEqual("".join(chinese("二〇二六年")), "2026年")
        self.assertEqual("".join(chinese("两百零五")), "205")
        self.assertEqual("".join(chinese("一千三百二十")), "1320")

    def test_one_token_a_character(self):
        self.assertEqual(chinese("你好，世界！"), ["你", "好", "世", "界"])

    def test_the_script_is_converted_first(self):
        self.assertEqual(chinese("國", simplify=lambda text: text.replace("國", "国")), ["国"])

    def test_homophones_are_one_sound(self):
        self.assertEqual(mandarin_sounds(chinese("她喝水")), mandarin_sounds(chinese("他喝水")))
        self.assertNotEqual(mandarin_sounds(chinese("水")), mandarin_sounds(chinese("睡")))
        self.assertEqual(mandarin_sounds(chinese("十五个")), ["1", "5", "ge4"])


class OtherLanguages(unittest.TestCase):
    def test_letters_keep_their_marks(self):
        self.assertEqual(other("C’était l'été, Zoë!"), ["c", "était", "l", "été", "zoë"])
        self.assertEqual(other("Чёрная кошка."), ["чёрная", "кошка"])

    def test_a_letter_and_its_mark_are_one(self):
        self.assertEqual(other("e\u0301te\u0301"), other("été"))

    def test_characters_without_spaces(self):
        self.assertEqual(characters("빵 값이"), ["빵", "값", "이"])


if __name__ == "__main__":
    unittest.main()
