"""The film's sound: music, mix and loudness."""
