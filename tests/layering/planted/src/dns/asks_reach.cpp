#include <airtight/reach/route.h>
#include <sys/socket.h>
