import unittest

from lib.mandarin import syllable


class Syllables(unittest.TestCase):
    def test_spelling_that_hides_sounds(self):
        for pinyin, symbols in {
            "zhong1": "ꭧʊ→ŋ", "shi4": "ʂɨ↘", "si1": "sɨ→", "bo2": "pwo↗", "jiu3": "ʨjou↓", "dui4": "twei↘", "lun2": "lwə↗n",
            "xue2": "ɕɥe↗", "lv4": "ly↘", "nü3": "ny↓", "yu3": "y↓", "yuan2": "ɥɛ↗n", "you3": "jou↓", "yi1": "i→", "ying1": "i→ŋ",
            "yong4": "jʊ↘ŋ", "wu3": "u↓", "wei4": "wei↘", "wen2": "wə↗n", "wang2": "wa↗ŋ", "er4": "ɚ↘", "de5": "tɤ",
            "tian1": "tʰjɛ→n", "qu4": "ʨʰy↘", "re4": "ɻɤ↘", "er2": "ɚ↗", "yan2": "jɛ↗n", "ye3": "je↓", "ya1": "ja→",
        }.items():
            self.assertEqual(syllable(pinyin), symbols, pinyin)

    def test_nonsense_is_refused(self):
        with self.assertRaises(ValueError):
            syllable("xyz1")


if __name__ == "__main__":
    unittest.main()
