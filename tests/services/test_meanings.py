import numpy as np

from organizer.services.meanings import Remembered


def test_remembered_encodes_each_phrase_once():
    asked = []

    def encode(phrases):
        asked.extend(phrases)
        return np.array([[len(phrase)] for phrase in phrases], np.float32)

    remembered = Remembered(encode)

    assert remembered(["ab", "abc", "ab"]).tolist() == [[2.0], [3.0], [2.0]]
    assert remembered(["abc", "a"]).tolist() == [[3.0], [1.0]]
    assert asked == ["ab", "abc", "a"]
