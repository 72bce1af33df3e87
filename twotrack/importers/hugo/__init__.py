"""The parts of Hugo that importers of Hugo trees need."""
