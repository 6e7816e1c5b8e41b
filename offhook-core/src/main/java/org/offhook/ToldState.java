package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.MergedState;
import org.offhook.eventpackage.PartialState;

/**
 * What the documents of one notifier add up to, for the packages that tell changes under a version:
 * RFC 4235 §4.3, RFC 3680 §5.1, RFC 4575 §4.4. Written on the loop, read by any thread.
 */
final class ToldState {

  private final String packageName;
  private volatile @Nullable Kept<?> kept;
  private String notifier = "";

  ToldState(String packageName) {
    this.packageName = packageName;
  }

  /** Takes a document; true if a refresh is to bring what was missed. */
  boolean heard(Notification told) {
    if (kept == null || !notifier.equals(told.notifier())) {
      notifier = told.notifier();
      kept = fresh();
    }
    var now = kept;
    return now != null && now.heard(told);
  }

  private @Nullable Kept<?> fresh() {
    return switch (packageName) {
      case "dialog" -> new Kept<>(BodyFormat.DIALOG);
      case "reg" -> new Kept<>(BodyFormat.REG);
      case "conference" -> new Kept<>(BodyFormat.CONFERENCE);
      default -> null;
    };
  }

  /** The whole state, where this package has one that adds up. */
  <T> Optional<T> state(BodyFormat<T> format) {
    var now = kept;
    return now == null ? Optional.empty() : now.state(format);
  }

  /** Whether the documents of this format add up. */
  boolean keeps(BodyFormat<?> format) {
    var now = kept;
    return now != null && now.format.equals(format);
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
