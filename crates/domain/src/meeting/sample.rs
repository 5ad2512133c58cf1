//! A small workspace and a meeting in it, for the tests of this folder.
