// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/LiveKeysCard.h"

#include "ui/connection/NoteRow.h"
#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/PlainLabel.h"

#include <QVBoxLayout>

#include <algorithm>

namespace drawbridge::ui {

namespace {

QString ageText(int days)
{
    return days == 0 ? LiveKeysCard::tr("Put here today.")
        : days == 1  ? LiveKeysCard::tr("One day old.")
                     : LiveKeysCard::tr("%1 days old.").arg(days);
}

QString endText(KeyEnd end)
{
    switch (end) {
    case KeyEnd::StillWorks:
        return LiveKeysCard::tr("It was ended, and still works.");
    case KeyEnd::ByHand:
        return LiveKeysCard::tr("It waits to be ended by you.");
    case KeyEnd::UnderWay:
        return LiveKeysCard::tr("It is being ended.");
    case KeyEnd::CannotBeSeen:
        return LiveKeysCard::tr("It was ended, it was said; nobody can look.");
    case KeyEnd::NotBegun:
    case KeyEnd::SeenRefused:
        break;
    }
    return LiveKeysCard::tr("Nobody has seen it refused.");
}

} // namespace

LiveKeysCard::LiveKeysCard(QWidget *parent)
    : Card(tr("Keys that may still work"), parent)
    , m_column(new QVBoxLayout)
{
    m_column->setSpacing(space::s);
    body()->addLayout(m_column);
    hide();
}

void LiveKeysCard::clear()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // a button of it may be what asked for this
        }
        delete item;
    }
    hide();
}

void LiveKeysCard::setConnection(const ConnectionShown &shown)
{
    clear();
    QList<LiveKey> keys;
    for (const LiveKey &key : shown.snapshot.liveKeys) {
        if (key.connection == shown.connection.id)
            keys.append(key);
    }
    const bool isMoreThanUsed = std::any_of(keys.cbegin(), keys.cend(), [](const LiveKey &key) {
        return key.stage != VersionStage::Current;
    });
    if (!isMoreThanUsed)
        return;
    for (const LiveKey &key : std::as_const(keys))
        addKey(key, shown);
    show();
}

void LiveKeysCard::addKey(const LiveKey &key, const ConnectionShown &shown)
{
    const QString name = tr("Key %1").arg(key.number);
    const bool isUsed = key.stage == VersionStage::Current;
    const bool isTried = key.stage == VersionStage::Pending;
    const QString stage = isUsed ? tr("In use.") : isTried ? tr("Being tried.") : endText(key.end);
    auto *row = new NoteRow(name, tr("%1 %2").arg(stage, ageText(key.ageDays)), this);
    m_column->addWidget(row);
    const Rotation *rotation = shown.snapshot.rotationOf(key.credential);
    const bool isOfRotation =
        rotation && (rotation->oldVersion == key.version || rotation->newVersion == key.version);
    if (isUsed || isTried || isOfRotation || key.end != KeyEnd::NotBegun)
        return;
    row->setStatus(tr("Not used"), Tone::Warning);
    Button *end = row->addButton(tr("End it"), tr("End %1").arg(name));
    connect(end, &QPushButton::clicked, this, [this, version = key.version] {
        Q_EMIT endWanted(version);
    });
}

} // namespace drawbridge::ui
