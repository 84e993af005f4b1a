// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

namespace drawbridge::ui {

class MapView;
class PlainLabel;

/// The map on its card, with the buttons to zoom, what its colours mean, and a note where it could not be laid out
/// as well as it should.
class MapFrame final : public QFrame
{
    Q_OBJECT

public:
    explicit MapFrame(QWidget *parent = nullptr);

    [[nodiscard]] MapView *view() const { return m_view; }
    void setNote(const QString &note);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    MapView *m_view;
    PlainLabel *m_note;
    PlainLabel *m_scale;
};

} // namespace drawbridge::ui
