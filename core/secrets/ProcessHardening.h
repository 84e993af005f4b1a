// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace drawbridge {

/// First call of every main(): standard input, output and errors are there; no core dumps, and no other program of the same login may read this
/// one's memory (PR_SET_DUMPABLE, RLIMIT_CORE). It does not stop root, nor a program that asks the
/// same keychain.
void hardenProcess();

} // namespace drawbridge
