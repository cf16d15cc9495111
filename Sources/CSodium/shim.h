// SHA-256 of libsodium, which libzmq brings along.
#pragma once
#include <sodium/crypto_hash_sha256.h>
