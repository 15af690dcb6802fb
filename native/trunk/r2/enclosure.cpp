#include "trunk/module/enclosure.inc"
