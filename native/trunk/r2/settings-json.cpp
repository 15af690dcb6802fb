// The reader of settings belongs to the boards; a module is a library of its own and carries its own copy.
#include "boards/settings/json.cpp"
