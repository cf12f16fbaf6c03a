#include <airtight/net/ip.h>

#include <airtight/input/value.h>
#include <nlohmann/json.hpp>
