package org.dcd.pipelines.report;

import static org.dcd.pipelines.report.Html.element;
import static org.dcd.pipelines.report.Html.is;
import static org.dcd.pipelines.report.Html.styled;
import static org.dcd.pipelines.report.Html.with;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.dcd.schemas.Count;

/**
 * The images of every row. A row is divided into tiles of five columns, which the page places side by side as its width
 * allows, so that pixels are large on all screens.
 */
final class ImageSection {
    static final int TILE_COLUMNS = 5;
    private static final int TILE_ROWS = 2;
    private static final int PER_TILE = TILE_COLUMNS * TILE_ROWS;
    /** Maximum width in pixels of two tiles side by side in narrow windows. */
    private static final int NARROW = 340;

    private ImageSection() {}

    static Html of(List<ImageRow> rows) {
        if (rows.isEmpty()) {
            return Html.NOTHING;
        }
        int shown = rows.stream().mapToInt(row -> row.pixels().size()).min().orElse(0);
        List<Html> figures = new ArrayList<>();
        for (ImageRow row : rows) {
            figures.add(figure(row, shown));
        }
        return Section.of(
                "images",
                "Images",
                styled("p", "quiet", "The first " + Count.of(shown, "image") + " of every row, without selection."),
                Html.join(figures));
    }

    private static Html figure(ImageRow row, int shown) {
        List<Html> tiles = new ArrayList<>();
        for (int from = 0; from < shown; from += PER_TILE) {
            List<byte[]> images = row.pixels().subList(from, Math.min(shown, from + PER_TILE));
            String url = "data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(Png.grid(images, row.shape(), TILE_COLUMNS));
            String alt = row.id() + ", images " + (from + 1) + " to " + (from + images.size()) + ": " + row.caption();
            tiles.add(element("img", with("alt", alt), with("src", url)));
        }
        int tile = TILE_COLUMNS * (row.shape().width() + Png.GAP);
        int narrow = 2 * tile <= NARROW ? 2 : 1;
        return element(
                "figure",
                is("row row-" + row.id() + " narrow-" + narrow),
                with("style", "--tile:" + tile + "px"),
                element("figcaption", element("b", row.id()), styled("span", "quiet", row.caption())),
                element("div", is("tiles"), Html.join(tiles)));
    }
}
