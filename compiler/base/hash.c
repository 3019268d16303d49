/* SHA-256, from libmd. */
#include <sha2.h>

#include "base.h"

void
hash_sha256(const void *data, size_t n, char hex[HASH_HEX])
{
	SHA256Data(data, n, hex);
}
