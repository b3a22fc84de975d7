package org.dcd.transforms.metric;

import java.util.Arrays;

/**
 * The linear assignment problem, solved exactly by shortest augmenting paths with dual prices (Jonker and Volgenant
 * 1987; Crouse 2016), in O(n³).
 */
final class Assignment {
    private static final int NONE = -1;

    private final double[][] costs;
    private final int n;
    private final double[] rowPrice;
    private final double[] columnPrice;
    private final int[] rowOf;
    private final int[] columnOf;

    private Assignment(double[][] costs) {
        this.costs = costs;
        this.n = costs.length;
        this.rowPrice = new double[n];
        this.columnPrice = new double[n];
        this.rowOf = new int[n];
        this.columnOf = new int[n];
        Arrays.fill(rowOf, NONE);
        Arrays.fill(columnOf, NONE);
    }

    /**
     * The assignment with the least sum of costs: the column of each row, all different.
     *
     * @param costs [n, n], finite
     */
    static int[] of(double[][] costs) {
        Assignment assignment = new Assignment(costs);
        for (int row = 0; row < assignment.n; row++) {
            assignment.assign(row);
        }
        return assignment.columnOf;
    }

    /** Dijkstra over reduced costs from a row to the nearest free column, then augmentation along the path. */
    private void assign(int start) {
        double[] distance = new double[n];
        int[] before = new int[n];
        boolean[] doneColumn = new boolean[n];
        boolean[] doneRow = new boolean[n];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int row = start;
        int sink = NONE;
        double length = 0;
        while (sink == NONE) {
            doneRow[row] = true;
            int nearest = NONE;
            for (int column = 0; column < n; column++) {
                if (doneColumn[column]) {
                    continue;
                }
                double through = length + costs[row][column] - rowPrice[row] - columnPrice[column];
                if (through < distance[column]) {
                    distance[column] = through;
                    before[column] = row;
                }
                if (nearest == NONE || distance[column] < distance[nearest]) {
                    nearest = column;
                }
            }
            length = distance[nearest];
            doneColumn[nearest] = true;
            if (rowOf[nearest] == NONE) {
                sink = nearest;
            } else {
                row = rowOf[nearest];
            }
        }
        rowPrice[start] += length;
        for (int i = 0; i < n; i++) {
            if (doneRow[i] && i != start) {
                rowPrice[i] += length - distance[columnOf[i]];
            }
        }
        for (int column = 0; column < n; column++) {
            if (doneColumn[column]) {
                columnPrice[column] -= length - distance[column];
            }
        }
        augment(start, sink, before);
    }

    private void augment(int start, int sink, int[] before) {
        int column = sink;
        int row;
        do {
            row = before[column];
            rowOf[column] = row;
            int next = columnOf[row];
            columnOf[row] = column;
            column = next;
        } while (row != start);
    }
}
