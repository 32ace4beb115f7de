// The tests' precompiled headers belong to this unit (tests/CMakeLists.txt); it holds nothing.
