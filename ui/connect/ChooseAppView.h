// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
#include "core/workspace/Dispatch.h"
#include "ui/connect/ConnectDraft.h"

#include <QWidget>

namespace drawbridge::ui {

class FlowLayout;
class PlainLabel;
class ProgressRow;
class SearchField;
class SecretField;
class TakesCard;

/// Screen 1: which app, what it will take before anything starts, and whether listing it is enough.
class ChooseAppView final : public QWidget
{
    Q_OBJECT

public:
    explicit ChooseAppView(const Catalog &catalog, QWidget *parent = nullptr);

    /// Apps came or went. What is chosen stays so, and the keyboard where it is.
    void setCatalog(const Catalog &catalog);

    /// A draft without an app shows the tiles.
    void setDraft(const ConnectDraft &draft);
    void writeTo(ConnectDraft &draft) const;
    /// The search; the better offer once an app is chosen.
    void focusFirst();
    /// The pasted key, if there is one; the field is empty afterwards.
    [[nodiscard]] SecretBytes takePastedKey();
    void clearSecrets();

    [[nodiscard]] bool checkListing();
    void setListing(bool underWay);
    void setProblem(const QString &problem);
    /// A file is being read, with what is said of it; empty: no more.
    void setReading(const QString &sentence);

Q_SIGNALS:
    /// By its tile, or because a key of it was pasted. Empty: another one is wanted.
    void chosen(const drawbridge::AppId &app);
    void edited();
    void connectWanted();
    void listWanted();
    void sayMoreWanted();
    void severalWanted();
    /// A file was chosen, or dropped: then only its content and its name tell what it is.
    void fileGiven(const QString &path, drawbridge::GivenFile meant);
    void readingStopped();
    /// The app that is chosen, which came from a file, is to go.
    void removeWanted(const drawbridge::AppId &app);

private:
    [[nodiscard]] QLayout *otherWays();
    void chooseFile(const QString &title, GivenFile meant);
    void showTiles(const QString &text);
    void recognise();
    void chooseTheOnlyOne();

    Catalog m_catalog;
    SearchField *m_search;
    SecretField *m_paste;
    PlainLabel *m_recognised;
    PlainLabel *m_none;
    QWidget *m_tiles;
    FlowLayout *m_flow;
    TakesCard *m_takes;
    ProgressRow *m_reading;
    AppId m_app;
    QString m_searched; ///< that the tiles show
};

} // namespace drawbridge::ui
