// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
#include "ui/connect/ConnectDraft.h"

#include <QWidget>

class QVBoxLayout;

namespace drawbridge::ui {

class Button;
class Card;
class ChoiceTile;
class FlowLayout;
class PlainLabel;
class SearchField;
class SecretField;

/// Screen 1: which app, and what it will take before anything starts.
class ChooseAppView final : public QWidget
{
    Q_OBJECT

public:
    explicit ChooseAppView(const Catalog &catalog, QWidget *parent = nullptr);

    /// An empty id shows the tiles alone.
    void setChosen(const AppId &app);
    void focusFirst();

Q_SIGNALS:
    void chosen(const drawbridge::AppId &app);
    /// A key of this app was pasted. It waits here until it is taken.
    void keyRecognised(const drawbridge::AppId &app);
    void connectWanted();
    void listWanted();
    void severalWanted();

public:
    /// The pasted key, if there is one; the field is empty afterwards.
    [[nodiscard]] SecretBytes takePastedKey();

private:
    void showTiles(const QString &text);
    void recognise();
    void showTakes(const AppProfile &profile);

    Catalog m_catalog;
    SearchField *m_search;
    SecretField *m_paste;
    PlainLabel *m_recognised;
    QWidget *m_tiles;
    FlowLayout *m_flow;
    Card *m_takes;
    QVBoxLayout *m_takesBody;
    AppId m_chosen;
};

} // namespace drawbridge::ui
