"""Citizens who authorised it (Ley 1581 de 2012): found, corrected, joined, shown, exported and deleted."""
