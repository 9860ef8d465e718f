/* Hashes, by xxHash and Nettle. */
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t em_hash64(em_str bytes, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes.data ? bytes.data : "", bytes.len, seed);
}

void em_sha256_init(em_sha256 *sha)
{
    sha256_init(&sha->context);
}

void em_sha256_update(em_sha256 *sha, em_str bytes)
{
    sha256_update(&sha->context, bytes.len, (const uint8_t *)bytes.data);
}

void em_sha256_hex(em_sha256 *sha, char out[EM_SHA256_HEX_BYTES])
{
    static const char DIGITS[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sha->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = DIGITS[digest[i] >> 4];
        out[2 * i + 1] = DIGITS[digest[i] & 15];
    }
    out[2 * sizeof digest] = '\0';
}
