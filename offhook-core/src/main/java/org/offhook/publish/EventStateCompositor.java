package org.offhook.publish;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.ua.EventPackage;
import org.offhook.ua.EventPolicy;

/**
 * Keeps what is published, and answers PUBLISH: the event state compositor of RFC 3903 §6. Whether
 * the sender may publish for that address is decided before. The states of one address and package
 * are independent of each other, each with an entity-tag of its own.
 *
 * <pre>{@code
 * compositor.publish(address, request, core.response(transaction, Status.OK));
 * }</pre>
 */
public final class EventStateCompositor {

  /** Is told that the states of an address changed. On the loop. */
  @FunctionalInterface
  public interface Listener {

    /** These are all states that there are now, oldest first. */
    void changed(String address, EventPackage about, List<PublishedState> states);
  }

  private static final long SECOND = 1_000_000_000L;

  /** Publishers of one address and package; more are refused with 503. */
  private static final int MOST_OF_ONE = 64;

  private record Key(String address, String packageName) {}

  private static final class Entry {
    private final TimerHandle expiry;
    private final StateBody body;
    private final long until;

    Entry(StateBody body, long until, TimerHandle expiry) {
      this.body = body;
      this.until = until;
      this.expiry = expiry;
    }
  }

  private final Loop loop;
  private final EventPolicy policy;
  private final Listener listener;
  private final Map<Key, LinkedHashMap<String, Entry>> states = new HashMap<>();
  private int size;

  /**
   * Keeps states of the packages that the policy names, as many in all as it lets be subscribed to.
   */
  public EventStateCompositor(Loop loop, EventPolicy policy, Listener listener) {
    this.loop = loop;
    this.policy = policy;
    this.listener = listener;
  }

  /**
   * Serves a PUBLISH by the steps of §6.
   *
   * @param address whose state it is, in a form that is the same for equal addresses
   * @param request the PUBLISH
   * @param answers begins an answer with a status
   * @return the answer to send
   */
  public SipResponse publish(
      String address,
      SipRequest request,
      java.util.function.Function<Status, SipResponse.Builder> answers) {
    loop.assertOnLoop();
    var headers = request.headers();
    var served = headers.get(HeaderName.EVENT).flatMap(event -> policy.find(event.value()));
    if (served.isEmpty()) {
      var refusal = answers.apply(Status.BAD_EVENT);
      var names = policy.packages().stream().map(EventPackage::name).toList();
      return (names.isEmpty() ? refusal : refusal.setAll(HeaderName.ALLOW_EVENTS, names)).build();
    }
    var key = new Key(address, served.get().name());
    var tags = headers.all(HeaderName.SIP_IF_MATCH);
    if (tags.size() > 1 || headers.fault(HeaderName.SIP_IF_MATCH).isPresent()) {
      return answers.apply(Status.of(400, "Not One SIP-If-Match")).build();
    }
    if (!tags.isEmpty() && find(key, tags.getFirst()).isEmpty()) {
      return answers.apply(Status.CONDITIONAL_REQUEST_FAILED).build();
    }
    var lifetimes = served.get().lifetimes();
    long asked = headers.get(HeaderName.EXPIRES).orElse(lifetimes.usual().toSeconds());
    if (lifetimes.isTooBrief(asked)) {
      return answers
          .apply(Status.INTERVAL_TOO_BRIEF)
          .set(HeaderName.MIN_EXPIRES, lifetimes.least().toSeconds())
          .build();
    }
    var refusal = unusable(request, served.get(), tags.isEmpty() && asked > 0, answers);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return store(new Store(key, served.get(), tags.stream().findFirst(), asked), request, answers);
  }

  private record Store(Key key, EventPackage about, Optional<String> old, long asked) {}

  /** A first state needs a body, and each body must be readable. */
  private Optional<SipResponse> unusable(
      SipRequest request,
      EventPackage about,
      boolean first,
      java.util.function.Function<Status, SipResponse.Builder> answers) {
    if (!request.hasBody()) {
      return first
          ? Optional.of(answers.apply(Status.of(400, "Missing Body")).build())
          : Optional.empty();
    }
    var type = request.contentType();
    boolean known =
        type.isPresent()
            && (about.types().isEmpty()
                || about.types().stream().anyMatch(one -> one.matches(type.get())));
    if (known) {
      return Optional.empty();
    }
    var refusal = answers.apply(Status.UNSUPPORTED_MEDIA_TYPE);
    return Optional.of(
        (about.types().isEmpty() ? refusal : refusal.setAll(HeaderName.ACCEPT, about.types()))
            .build());
  }

  private SipResponse store(
      Store what,
      SipRequest request,
      java.util.function.Function<Status, SipResponse.Builder> answers) {
    var key = what.key();
    var old = what.old().flatMap(tag -> find(key, tag));
    boolean removes = what.asked() == 0;
    if (old.isEmpty() && !removes && isFull(key)) {
      return answers
          .apply(Status.SERVICE_UNAVAILABLE)
          .set(HeaderName.RETRY_AFTER, RetryAfter.of(60))
          .build();
    }
    long seconds = what.about().lifetimes().granted(what.asked());
    var tag = Long.toHexString(loop.random().nextLong());
    what.old().ifPresent(gone -> remove(key, gone));
    if (!removes) {
      var body =
          request.hasBody() || old.isEmpty()
              ? new StateBody(request.contentType().orElseThrow(), request.body())
              : old.get().body;
      put(what, tag, body, seconds);
    }
    if (removes ? old.isPresent() : request.hasBody()) {
      tell(key, what.about());
    }
    return answers
        .apply(Status.OK)
        .set(HeaderName.SIP_ETAG, tag)
        .set(HeaderName.EXPIRES, seconds)
        .build();
  }

  private boolean isFull(Key key) {
    var there = states.get(key);
    return size >= policy.most() || (there != null && there.size() >= MOST_OF_ONE);
  }

  private Optional<Entry> find(Key key, String tag) {
    return Optional.ofNullable(states.get(key)).map(all -> all.get(tag));
  }

  private void put(Store what, String tag, StateBody body, long seconds) {
    var key = what.key();
    var expiry = loop.after(seconds * SECOND, () -> expired(key, tag, what.about()));
    long until = loop.time().nanos() + seconds * SECOND;
    states
        .computeIfAbsent(key, none -> new LinkedHashMap<>())
        .put(tag, new Entry(body, until, expiry));
    size++;
  }

  private void remove(Key key, String tag) {
    var all = states.get(key);
    var entry = all == null ? null : all.remove(tag);
    if (all == null || entry == null) {
      return;
    }
    entry.expiry.cancel();
    size--;
    if (all.isEmpty()) {
      states.remove(key);
    }
  }

  private void expired(Key key, String tag, EventPackage about) {
    remove(key, tag);
    tell(key, about);
  }

  private void tell(Key key, EventPackage about) {
    listener.changed(key.address(), about, states(key.address(), about));
  }

  /** What is published for an address now, oldest first. */
  public List<PublishedState> states(String address, EventPackage about) {
    var found = new ArrayList<PublishedState>();
    var all = states.get(new Key(address, about.name()));
    if (all != null) {
      long now = loop.time().nanos();
      all.forEach(
          (tag, entry) ->
              found.add(new PublishedState(tag, entry.body, Duration.ofNanos(entry.until - now))));
    }
    return found;
  }

  /** How many states there are. */
  public int size() {
    return size;
  }

  /** Forgets all of them; nobody is told. */
  public void close() {
    states.values().forEach(all -> all.values().forEach(entry -> entry.expiry.cancel()));
    states.clear();
    size = 0;
  }
}
