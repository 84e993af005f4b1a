// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QList>

#include <functional>

namespace drawbridge::ui {

class FlowLayout;

/// A piece of the sentence: plain words, or a part that can be pressed.
struct SentencePiece
{
    QString text;
    QString after;               ///< "," or ";" close behind it
    QString name;                ///< what the part is, for assistive tools; empty: plain words
    QString hint;                ///< what a press does
    std::function<void()> press; ///< leads to where it is changed
};

/// One part of the sentence: accent, underlined with dots, cut where it is very long.
class SentencePart final : public QAbstractButton
{
    Q_OBJECT

public:
    SentencePart(const SentencePiece &piece, QWidget *parent);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QString shownText() const;

    QString m_after;
};

/// "Stripe sends order totals to QuickBooks through Zapier; Anna looks after it": one sentence, each part of which
/// can be pressed to change it.
class SentenceView final : public QWidget
{
    Q_OBJECT

public:
    explicit SentenceView(QWidget *parent = nullptr);

    void setPieces(const QList<SentencePiece> &pieces);
    /// The whole of it, as read out.
    [[nodiscard]] QString text() const { return accessibleName(); }

private:
    FlowLayout *m_flow;
};

} // namespace drawbridge::ui
