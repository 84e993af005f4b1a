// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rotation/HandOverCard.h"

#include "ui/kit/Buttons.h"
#include "ui/kit/DateText.h"
#include "ui/kit/PlainLabel.h"
#include "ui/kit/Toggles.h"

#include <QBoxLayout>
#include <QDesktopServices>

namespace drawbridge::ui {

namespace {

QString howText(const Place *place)
{
    const PlaceKind kind = place ? place->kind : PlaceKind::Other;
    switch (kind) {
    case PlaceKind::App:
        return HandOverCard::tr("Paste the new key where the old one is, and try it there.");
    case PlaceKind::WebsitePlugIn:
        return HandOverCard::tr(
            "In the settings of the plug-in: paste the new key, save, and try it.");
    case PlaceKind::Script:
        return HandOverCard::tr("Put the new key where the script reads it, and let it run once.");
    case PlaceKind::Colleague:
        return HandOverCard::tr("Give the new key by hand or by a safe way, not by mail or chat.");
    case PlaceKind::Other:
        break;
    }
    return HandOverCard::tr("Put the new key in the place of the old one, and try it there.");
}

/// Where an app that holds the keys of others shows them, with the fields of its own connection here.
QUrl pageOf(const RotationShown &shown, const Place *place)
{
    const AppProfile *app = place ? shown.catalog.app(place->app) : nullptr;
    if (!app || app->kind != AppKind::Hub)
        return {};
    QMap<QString, QString> fields;
    for (const Connection &connection : shown.snapshot.connections) {
        if (connection.app == app->id && !connection.publicFields.isEmpty())
            fields = connection.publicFields;
    }
    for (const QString &page : {app->rotation.page, app->setUp.page}) {
        const auto url = expandUrl(*app, page, fields);
        if (!page.isEmpty() && url && url->scheme() == QLatin1StringView("https"))
            return *url;
    }
    return {};
}

} // namespace

HandOverCard::HandOverCard(const RotationShown &shown, const Rotation &rotation, QWidget *parent)
    : Card(rotation.placesLeft() > 0 ? tr("Give the new key to these places")
                                     : tr("Every place has the new key"),
           parent)
{
    body()->setSpacing(space::m);
    if (rotation.inUse && !rotation.signsIn && rotation.placesLeft() > 0) {
        auto *copy = new SecondaryButton(tr("Copy the new key"), Icon::Copy, this);
        connect(copy, &QPushButton::clicked, this, &HandOverCard::copyWanted);
        addAction(copy);
    }
    for (const HandOver &line : rotation.places)
        addPlace(shown, rotation, line);
}

void HandOverCard::addPlace(const RotationShown &shown,
                            const Rotation &rotation,
                            const HandOver &line)
{
    const Place *place = shown.snapshot.place(line.place);
    const QString name = shown.placeName(line);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto *tick = new CheckBox(name, this);
    tick->setChecked(line.doneAt.has_value());
    tick->setAccessibleName(tr("%1 has the new key").arg(name));
    connect(tick,
            &QAbstractButton::clicked,
            this,
            [this, id = rotation.id, placement = line.placement](bool done) {
                Q_EMIT ticked({id, placement, done});
            });
    texts->addWidget(tick, 0, Qt::AlignLeft);
    auto *how =
        new PlainLabel(line.doneAt
                           ? tr("Has it, %1.").arg(momentText(*line.doneAt, shown.snapshot.takenAt))
                           : howText(place),
                       TextRole::Muted,
                       Wrap::Yes,
                       this);
    how->setContentsMargins(26, 0, 0, 0);
    texts->addWidget(how);
    row->addLayout(texts, 1);
    const QUrl page = pageOf(shown, place);
    if (!line.doneAt && !page.isEmpty()) {
        auto *open = new SecondaryButton(tr("Open %1").arg(page.host()), Icon::ExternalLink, this);
        connect(open, &QPushButton::clicked, this, [page] { QDesktopServices::openUrl(page); });
        row->addWidget(open, 0, Qt::AlignTop);
    }
    body()->addLayout(row);
}

} // namespace drawbridge::ui
