// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace drawbridge {

class Session;

/// One consistent state to read from, given to the work of Database::read() and write() and good until it returns.
/// Used in the thread that got it only.
class ReadView
{
public:
    explicit ReadView(Session &session)
        : m_session(session)
    {}
    ReadView(const ReadView &) = delete;
    ReadView &operator=(const ReadView &) = delete;

    /// For the repositories.
    [[nodiscard]] Session &session() const { return m_session; }

private:
    Session &m_session;
};

/// One transaction that writes, and reads what it has written. It commits when the work is ok and an event tells
/// of it; without an event it may only touch what is not the owner's data (docs/schema-change.md names the tables).
class Transaction final : public ReadView
{
public:
    using ReadView::ReadView;
};

} // namespace drawbridge
