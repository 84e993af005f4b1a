// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/Apps.h"
#include "ui/connect/ConnectDraft.h"
#include "ui/kit/Card.h"

class QLineEdit;

namespace drawbridge::ui {

class Button;
class FactList;
class FormRow;
class HolderQuestion;
class PlainLabel;

/// The chosen app before anything starts: what it will take, whether somebody holds its key already, and both ways on.
class TakesCard final : public Card
{
    Q_OBJECT

public:
    explicit TakesCard(const Catalog &catalog, QWidget *parent = nullptr);

    void setApp(const AppProfile &profile, const ConnectDraft &draft);
    void writeTo(ConnectDraft &draft) const;
    void forget();
    /// The better offer.
    void focusFirst();
    /// Whether all is said that listing needs; says at its place what is not.
    [[nodiscard]] bool checkListing();
    void setListing(bool underWay);
    void setProblem(const QString &problem);

Q_SIGNALS:
    void edited();
    void connectWanted();
    void listWanted();
    void sayMoreWanted();
    void otherWanted();
    /// It came from a file and is to go.
    void removeWanted();

private:
    void showWays();

    AppProfile m_profile;
    PlainLabel *m_summary;
    FactList *m_facts;
    HolderQuestion *m_holder;
    QLineEdit *m_owner;
    FormRow *m_ownerRow;
    PlainLabel *m_advice;
    PlainLabel *m_problem;
    Button *m_connectFirst; ///< the same button twice: the better offer is the primary one
    Button *m_connectSecond;
    Button *m_listFirst;
    Button *m_listSecond;
    Button *m_remove;
};

} // namespace drawbridge::ui
