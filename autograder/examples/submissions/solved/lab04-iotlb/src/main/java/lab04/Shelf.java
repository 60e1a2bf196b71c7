package lab04;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A few cards, the newest in front; the oldest falls off when there are too many. */
final class Shelf<C> {

    private final Deque<C> cards = new ArrayDeque<>();
    private final int capacity;

    Shelf(int capacity) {
        this.capacity = capacity;
    }

    Stream<C> stream() {
        return cards.stream();
    }

    void put(C card, Predicate<C> outdated) {
        cards.removeIf(outdated);
        cards.addFirst(card);
        while (cards.size() > capacity) {
            cards.removeLast();
        }
    }

    void drop(Predicate<C> goes) {
        cards.removeIf(goes);
    }
}
