package org.offhook.eventpackage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state that the documents of one subscription add up to: RFC 4235 §4.3, RFC 3680 §5.1, RFC
 * 4575 §4.4. Immutable; {@link #with} gives the next.
 *
 * <pre>{@code
 * var dialogs = MergedState.<DialogInfo>none();
 * dialogs = dialogs.with(firstNotification);
 * dialogs = dialogs.with(secondNotification);
 * if (dialogs.wantsRefresh()) {
 *   subscription.refresh();   // something was missed: a refresh brings the full state
 * }
 * }</pre>
 *
 * @param <T> the documents
 */
public final class MergedState<T extends PartialState<T>> {

  private final @Nullable T state;
  private final long version;
  private final boolean complete;
  private final boolean changed;

  private MergedState(@Nullable T state, long version, boolean complete, boolean changed) {
    this.state = state;
    this.version = version;
    this.complete = complete;
    this.changed = changed;
  }

  /** Nothing known yet. */
  public static <T extends PartialState<T>> MergedState<T> none() {
    return new MergedState<>(null, -1, true, false);
  }

  /**
   * The state after one more document. One that is older than what is known changes nothing.
   *
   * <p>Tolerance: a full document of the same version as the last counts, since some notifiers (an
   * eXosip2 that answers by itself) give all their documents one number.
   */
  public MergedState<T> with(T document) {
    boolean old =
        document.version() < version || (document.version() == version && !document.isFull());
    if (old) {
      return new MergedState<>(state, version, complete, false);
    }
    if (document.isFull() || state == null) {
      return new MergedState<>(document, document.version(), document.isFull(), true);
    }
    boolean gap = document.version() > version + 1;
    return new MergedState<>(
        document.mergedInto(state), document.version(), complete && !gap, true);
  }

  /** What is known; empty before the first document. */
  public Optional<T> state() {
    return Optional.ofNullable(state);
  }

  /** The version of the newest document; negative before the first. */
  public long version() {
    return version;
  }

  /**
   * Whether a document was missed, or the first was not full: a refresh of the subscription brings
   * the full state.
   */
  public boolean wantsRefresh() {
    return !complete;
  }

  /** Whether the newest document counted; false for one that came too late. */
  public boolean wasChanged() {
    return changed;
  }

  @Override
  public String toString() {
    return state == null ? "nothing known" : "version " + version + (complete ? "" : ", with gaps");
  }
}
