// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/KeysCards.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/Disclosure.h"
#include "ui/kit/NumberText.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/ProgressBar.h"
#include "ui/kit/RotationText.h"

#include <QBoxLayout>

namespace drawbridge::ui {

namespace {

constexpr qsizetype shownAtOnce = 3;
constexpr int barWidth = 120;

void clearColumn(QVBoxLayout *column)
{
    while (QLayoutItem *item = column->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater(); // a button of it may be what asked for this
        }
        delete item;
    }
}

QString ageText(const LiveKey &key)
{
    return key.ageDays == 0 ? LeftOverKeysCard::tr("Key %1, put here today").arg(key.number)
        : key.ageDays == 1
        ? LeftOverKeysCard::tr("Key %1, one day old").arg(key.number)
        : LeftOverKeysCard::tr("Key %1, %2 days old").arg(key.number).arg(key.ageDays);
}

} // namespace

QList<LiveKey> leftOverKeys(const Snapshot &snapshot)
{
    QList<LiveKey> keys;
    for (const LiveKey &key : snapshot.liveKeys) {
        const bool isLeft =
            key.stage == VersionStage::Previous || key.stage == VersionStage::Retired;
        const Rotation *rotation = snapshot.rotationOf(key.credential);
        const bool isBeingEnded = key.end != KeyEnd::NotBegun
            || (rotation
                && (rotation->oldVersion == key.version || rotation->newVersion == key.version));
        if (isLeft && !isBeingEnded)
            keys.append(key);
    }
    return keys;
}

RotationsCard::RotationsCard(QWidget *parent)
    : Card(tr("Being replaced, without you"), parent)
    , m_column(new QVBoxLayout)
{
    m_column->setSpacing(space::m);
    body()->addLayout(m_column);
    hide();
}

void RotationsCard::setSnapshot(const Snapshot &snapshot,
                                const QHash<AppId, QString> &appNames,
                                const NameVeil &veil)
{
    clearColumn(m_column);
    for (const Rotation &rotation : snapshot.rotations) {
        const Connection *connection = snapshot.connection(rotation.connection);
        if (connection && !rotation.isOver() && !rotation.waitsForOwner())
            addRow(rotation,
                   veil.name(connection->name),
                   appNames.value(connection->app, connection->app));
    }
    setVisible(m_column->count() > 0);
}

void RotationsCard::addRow(const Rotation &rotation, const QString &name, const QString &app)
{
    const RotationProgress progress = progressOf(rotation, app);
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::l);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(new ElidedLabel(name, TextRole::Strong, row));
    texts->addWidget(new PlainLabel(rotation.phase == RotationPhase::Planned
                                        ? sentenceFor(rotation, app)
                                        : progress.now,
                                    TextRole::Muted,
                                    Wrap::Yes,
                                    row));
    line->addLayout(texts, 1);
    const QString words = tr("%1 of %2 steps").arg(progress.done).arg(progress.of);
    line->addWidget(new PlainLabel(words, TextRole::Caption, Wrap::No, row));
    auto *bar = new ProgressBar(row);
    bar->setRange(0, progress.of);
    bar->setValue(progress.done);
    bar->setFixedWidth(barWidth);
    bar->setAccessibleName(tr("%1: %2").arg(name, words));
    line->addWidget(bar);
    auto *see = new SecondaryButton(tr("See it"), Icon::None, row);
    see->setAccessibleName(tr("See how replacing the key of %1 stands").arg(name));
    connect(see, &QPushButton::clicked, this, [this, id = rotation.connection] {
        Q_EMIT chosen(id);
    });
    line->addWidget(see);
    m_column->addWidget(row);
}

LeftOverKeysCard::LeftOverKeysCard(QWidget *parent)
    : Card(tr("Old keys that may still work"), parent)
    , m_column(new QVBoxLayout)
{
    m_column->setSpacing(space::m);
    body()->addLayout(m_column);
    hide();
}

void LeftOverKeysCard::setSnapshot(const Snapshot &snapshot, const NameVeil &veil)
{
    clearColumn(m_column);
    const QList<LiveKey> keys = leftOverKeys(snapshot);
    setVisible(!keys.isEmpty());
    if (keys.isEmpty())
        return;
    setTitle(keys.size() == 1 ? tr("One old key may still work")
                              : tr("%1 old keys may still work").arg(numberText(keys.size())));
    m_column->addWidget(new PlainLabel(tr("Nothing here uses them, and no app was seen to refuse "
                                          "them. Whoever has a copy may use it."),
                                       TextRole::Muted,
                                       Wrap::Yes,
                                       this));
    const auto nameOf = [&](const LiveKey &key) {
        const Connection *connection = snapshot.connection(key.connection);
        return connection ? veil.name(connection->name) : QString();
    };
    for (const LiveKey &key : keys.mid(0, shownAtOnce))
        m_column->addWidget(makeRow(key, nameOf(key)));
    if (keys.size() <= shownAtOnce)
        return;
    auto *more = new Disclosure(tr("The others (%1)").arg(keys.size() - shownAtOnce), this);
    more->body()->setSpacing(space::m);
    QList<std::pair<LiveKey, QString>> rest;
    for (const LiveKey &key : keys.mid(shownAtOnce))
        rest.append({key, nameOf(key)});
    connect(more, &Disclosure::opening, more, [this, more, rest] {
        if (more->body()->count() > 0)
            return;
        for (const auto &[key, name] : rest)
            more->body()->addWidget(makeRow(key, name));
    });
    m_column->addWidget(more);
}

QWidget *LeftOverKeysCard::makeRow(const LiveKey &key, const QString &name)
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(space::l);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(new ElidedLabel(name, TextRole::Strong, row));
    texts->addWidget(new PlainLabel(ageText(key), TextRole::Muted, Wrap::Yes, row));
    line->addLayout(texts, 1);
    auto *end = new SecondaryButton(tr("End it"), Icon::None, row);
    end->setAccessibleName(tr("End key %1 of %2").arg(QString::number(key.number), name));
    connect(end, &QPushButton::clicked, this, [this, key] { Q_EMIT endChosen(key); });
    line->addWidget(end);
    return row;
}

} // namespace drawbridge::ui
