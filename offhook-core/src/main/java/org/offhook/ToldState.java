package org.offhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.MergedState;
import org.offhook.eventpackage.PartialState;

/**
 * What the documents of one notifier add up to, for the packages that tell changes under a version:
 * RFC 4235 §4.3, RFC 3680 §5.1, RFC 4575 §4.4, RFC 4662 §5.2. Written on the loop, read by any
 * thread.
 */
final class ToldState {

  private final String packageName;
  private final boolean lists;
  private volatile List<Kept<?>> kept = List.of();
  private String notifier = "";

  ToldState(String packageName, boolean lists) {
    this.packageName = packageName;
    this.lists = lists;
  }

  /** Takes a document; true if a refresh is to bring what was missed. */
  boolean heard(Notification told) {
    if (kept.isEmpty() || !notifier.equals(told.notifier())) {
      notifier = told.notifier();
      kept = fresh();
    }
    var now = kept;
    boolean missed = false;
    for (var one : now) {
      missed |= one.heard(told);
    }
    return missed;
  }

  private List<Kept<?>> fresh() {
    var fresh = new ArrayList<Kept<?>>(2);
    switch (packageName) {
      case "dialog" -> fresh.add(new Kept<>(BodyFormat.DIALOG));
      case "reg" -> fresh.add(new Kept<>(BodyFormat.REG));
      case "conference" -> fresh.add(new Kept<>(BodyFormat.CONFERENCE));
      default -> {
        // each document tells all of the state
      }
    }
    if (lists) {
      fresh.add(new Kept<>(BodyFormat.RESOURCE_LIST));
    }
    return List.copyOf(fresh);
  }

  /** The whole state, where this package has one that adds up. */
  <T> Optional<T> state(BodyFormat<T> format) {
    for (var one : kept) {
      if (one.format.equals(format)) {
        return one.state(format);
      }
    }
    return Optional.empty();
  }

  /** Whether the documents of this format add up. */
  boolean keeps(BodyFormat<?> format) {
    return kept.stream().anyMatch(one -> one.format.equals(format));
  }

  private static final class Kept<S extends PartialState<S>> {
    private final BodyFormat<S> format;
    private volatile MergedState<S> state = MergedState.none();

    Kept(BodyFormat<S> format) {
      this.format = format;
    }

    boolean heard(Notification told) {
      var before = state;
      var document = told.as(format).body();
      if (document.isEmpty()) {
        return false;
      }
      state = before.with(document.get());
      return state.wantsRefresh() && !before.wantsRefresh();
    }

    @SuppressWarnings("unchecked") // a format is equal to itself alone, so that T is S
    <T> Optional<T> state(BodyFormat<T> wanted) {
      return format.equals(wanted) ? (Optional<T>) state.state() : Optional.empty();
    }
  }
}
