// The reader of JSON belongs to the boards, which are libraries of their own; the engine's side carries this copy.
#include "boards/settings/json.cpp"
