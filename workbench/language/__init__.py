"""What the pages of a project speak: the words of its framework."""

from workbench.language.speech import PLAIN, Speech, phrased, speak, speaking, worded

__all__ = ["PLAIN", "Speech", "phrased", "speak", "speaking", "worded"]
