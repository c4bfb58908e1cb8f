"""The measures: commands that tell in figures how good the café and its tests are."""
