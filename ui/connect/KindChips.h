// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"

#include <QWidget>

namespace drawbridge::ui {

class Chip;
class LinkButton;
class PlainLabel;

/// "What travels": the kinds of data to choose from, those that the app is likely to send first.
class KindChips final : public QWidget
{
    Q_OBJECT

public:
    explicit KindChips(const Catalog &catalog, QWidget *parent = nullptr);

    void setChosen(const QStringList &kinds, const AppProfile &profile);
    [[nodiscard]] QStringList chosen() const;
    void setError(const QString &error);
    /// Where the keyboard goes when this is to be changed.
    [[nodiscard]] QWidget *firstChip() const;

Q_SIGNALS:
    void edited();

private:
    void showAll();

    QList<std::pair<QString, Chip *>> m_chips;
    LinkButton *m_all;
    PlainLabel *m_error;
};

} // namespace drawbridge::ui
