"""What every voice needs: a reader of text, when each word and sound is heard, and a finish that sits in a mix."""
