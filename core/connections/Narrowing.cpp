// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/connections/Narrowing.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace drawbridge {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Narrowing", text);
}

bool holdsAll(const QStringList &all, const QStringList &some)
{
    return std::all_of(some.cbegin(), some.cend(), [&all](const QString &one) {
        return all.contains(one);
    });
}

} // namespace

QStringList Narrowing::notAsked() const
{
    QStringList more;
    for (const QString &scope : granted.value_or(QStringList())) {
        if (!asked.contains(scope))
            more.append(scope);
    }
    return more;
}

Answer Narrowing::isNarrower() const
{
    if (!granted)
        return Answer::Unknown;
    if (notAsked().isEmpty())
        return Answer::Yes;
    if (!before)
        return Answer::Unknown;
    return holdsAll(*before, *granted) && !holdsAll(*granted, *before) ? Answer::Yes : Answer::No;
}

AfterTheOld afterTheOld(const std::optional<ConnectionTest> &tested, bool grantHasEnded)
{
    constexpr int unauthorized = 401;
    if (grantHasEnded || (tested && !tested->ok && tested->status == unauthorized))
        return AfterTheOld::EndedToo;
    // Without a call that tries it there is no status.
    return tested && tested->ok && tested->status > 0 ? AfterTheOld::StillWorks
                                                      : AfterTheOld::NotSeen;
}

QString sentenceFor(const Narrowing &narrowing, const QString &app)
{
    const QString more = narrowing.notAsked().join(u", "_s);
    switch (narrowing.isNarrower()) {
    case Answer::Yes:
        return more.isEmpty()
            ? tr("The new sign-in may do what was asked for, and no more.")
            : tr("The new sign-in may do less than the old one. %1 gave more than was asked for: "
                 "%2.")
                  .arg(app, more);
    case Answer::No:
        return tr("%1 gave the new sign-in all that the old one had (%2), as it adds to what was "
                  "allowed once. So the old one was not ended. To narrow it, shut this sign-in "
                  "off, "
                  "then sign in again.")
            .arg(app, more);
    case Answer::Unknown:
        break;
    }
    return tr("%1 has not said what the new sign-in may do. It was asked for %2.")
        .arg(app, narrowing.asked.join(u", "_s));
}

QString sentenceFor(AfterTheOld after, const QString &app)
{
    switch (after) {
    case AfterTheOld::StillWorks:
        return tr("The new sign-in was tried after that, and works.");
    case AfterTheOld::EndedToo:
        return tr("%1 refuses the new sign-in, too, since the old one was ended: it seems to keep "
                  "one "
                  "for you and Drawbridge. Sign in again now; what is given then is the narrower "
                  "one alone.")
            .arg(app);
    case AfterTheOld::NotSeen:
        break;
    }
    return tr("Whether %1 ended the new sign-in together with the old one was not seen. If it does "
              "not work any more, sign in again.")
        .arg(app);
}

} // namespace drawbridge
