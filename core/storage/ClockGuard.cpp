// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ClockGuard.h"

#include "core/storage/Session.h"
#include "core/storage/SqlValues.h"

#include <QCoreApplication>
#include <QLocale>

#include <chrono>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

/// Computers that keep their time by the network differ by less.
constexpr std::chrono::milliseconds tolerance = std::chrono::minutes(5);

QString shown(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

} // namespace

Result<ClockState> ClockGuard::state(ReadView &view)
{
    TRY(stored, view.session().value(u"SELECT latest FROM clock WHERE id = 1"_s));
    ClockState state;
    state.now = view.session().context().clock.now();
    state.latestSeen = timeFromSql(stored);
    state.effective =
        state.latestSeen.isValid() ? std::max(state.now, state.latestSeen) : state.now;
    if (state.now.msecsTo(state.effective) > tolerance.count()) {
        state.warning = QCoreApplication::translate(
                            "Storage",
                            "The clock of this computer shows %1, but something was written here "
                            "at %2. Set the clock right; until then Drawbridge goes by the later "
                            "time.")
                            .arg(shown(state.now), shown(state.latestSeen));
    }
    return state;
}

Result<QDateTime> ClockGuard::effectiveNow(ReadView &view)
{
    TRY(clock, state(view));
    return clock.effective;
}

Result<void> ClockGuard::accept(Transaction &tx)
{
    TRY_DONE(tx.session().change(u"UPDATE clock SET latest = ? WHERE id = 1"_s,
                                 {toSql(tx.session().context().clock.now())}));
    return {};
}

} // namespace drawbridge
