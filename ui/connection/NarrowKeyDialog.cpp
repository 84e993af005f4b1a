// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/NarrowKeyDialog.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/PlainLabel.h"

#include <QDesktopServices>
#include <QVBoxLayout>

namespace drawbridge::ui {

namespace {

/// As the provider's page calls it, with what it means where that is not the same.
QString tickLine(const ScopeRow &row)
{
    return row.label.isEmpty() ? NarrowKeyDialog::tr("☑ %1").arg(row.tick)
                               : NarrowKeyDialog::tr("☑ %1: %2").arg(row.tick, row.label);
}

QString countedText(const ScopeReview &review, const QString &app)
{
    return review.grantedKnown ? review.summary
                               : NarrowedDialog::tr("%1 has not said what it may do.").arg(app);
}

} // namespace

NarrowKeyDialog::NarrowKeyDialog(const ConnectionShown &shown,
                                 const ScopeReview &review,
                                 QWidget *anchor)
    : Dialog(tr("Make a narrower key for %1").arg(shown.name()), review.summary, anchor)
{
    setCardWidth(520);
    addPage(shown);
    addTicks(review);
    add(tr("3. Paste the new key here"), TextRole::Strong);
    add(tr("It is tried before it is kept. Your present key works on until you shut it off at %1.")
            .arg(shown.profile.name),
        TextRole::Body);
    addCancel();
    PrimaryButton *next = addPrimary(tr("I have the new key"));
    connect(next, &QPushButton::clicked, this, &Dialog::accept);
}

void NarrowKeyDialog::add(const QString &text, TextRole role)
{
    body()->addWidget(new PlainLabel(text, role, Wrap::Yes, this));
}

void NarrowKeyDialog::addPage(const ConnectionShown &shown)
{
    add(tr("1. Open the page where keys are made"), TextRole::Strong);
    const SetUp &setUp = shown.profile.setUpFor(shown.connection.auth);
    for (const QString &step : setUp.steps)
        add(tr("• %1").arg(step), TextRole::Body);
    const auto page = expandUrl(shown.profile, setUp.page, shown.connection.publicFields);
    if (setUp.page.isEmpty() || !page || page->scheme() != QLatin1StringView("https")) {
        add(tr("Its address is not known here. Look in the settings of %1 for keys.")
                .arg(shown.profile.name),
            TextRole::Muted);
        return;
    }
    auto *open = new SecondaryButton(tr("Open %1").arg(page->host()), Icon::ExternalLink, this);
    connect(open, &QPushButton::clicked, this, [url = *page] { QDesktopServices::openUrl(url); });
    body()->addWidget(open, 0, Qt::AlignLeft);
}

void NarrowKeyDialog::addTicks(const ScopeReview &review)
{
    add(tr("2. Tick exactly these"), TextRole::Strong);
    for (const QString &name : review.needed)
        add(tickLine(*review.row(name)), TextRole::Body);
    QStringList leave;
    for (const QString &name : review.excess)
        leave.append(review.row(name)->tick);
    if (!leave.isEmpty())
        add(tr("Leave these out: %1.").arg(leave.join(QStringLiteral(", "))), TextRole::Muted);
}

NarrowedDialog::NarrowedDialog(const ScopeReview &before,
                               const ScopeReview &after,
                               const AppProfile &profile,
                               const QStringList &endings,
                               QWidget *anchor)
    : Dialog(after.grantedKnown && after.excess.isEmpty()
                 ? tr("The new key does what is needed, no "
                      "more")
                 : tr("The new key is in use"),
             QString(),
             anchor)
{
    setCardWidth(480);
    const auto add = [this](const QString &text, TextRole role) {
        body()->addWidget(new PlainLabel(text, role, Wrap::Yes, this));
    };
    add(tr("Before"), TextRole::Caption);
    add(countedText(before, profile.name), TextRole::Body);
    add(tr("Now"), TextRole::Caption);
    add(countedText(after, profile.name), TextRole::Strong);
    QStringList gone;
    for (const QString &name : before.granted) {
        if (after.grantedKnown && !after.granted.contains(name))
            gone.append(name);
    }
    if (!gone.isEmpty())
        add(tr("No longer: %1.").arg(gone.join(QStringLiteral(", "))), TextRole::Body);
    if (!after.excess.isEmpty())
        add(tr("Still more than it needs: %1.").arg(after.excess.join(QStringLiteral(", "))),
            TextRole::Body);
    if (!after.grantedKnown)
        add(tr("Press \"See what it can read\" to find out as much as can be found out safely."),
            TextRole::Body);
    for (const QString &ending : endings)
        add(ending, TextRole::Body);
    PrimaryButton *done = addPrimary(tr("Done"));
    connect(done, &QPushButton::clicked, this, &Dialog::accept);
}

} // namespace drawbridge::ui
