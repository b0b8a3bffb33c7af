/* libctemplate is a C++ library: its C face is the target CTemplate. */
