package org.offhook.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.offhook.event.EventName;
import org.offhook.event.NotifierEnd;
import org.offhook.event.NotifierListener;
import org.offhook.event.NotifierUsage;
import org.offhook.event.ReferUas;
import org.offhook.event.StateSource;
import org.offhook.event.SubscribeUas;
import org.offhook.event.SubscriptionState;
import org.offhook.event.Subscriptions;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.BodyResult;
import org.offhook.eventpackage.EventBody;
import org.offhook.eventpackage.MessageSummary;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.net.Network;
import org.offhook.publish.EventStateCompositor;
import org.offhook.publish.PublishedState;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.TransactionLayer;
import org.offhook.transport.TransportLayer;
import org.offhook.ua.Capabilities;
import org.offhook.ua.EventPackage;
import org.offhook.ua.EventPolicy;
import org.offhook.ua.UaSettings;
import org.offhook.ua.UserAgentCore;

/**
 * Presence agent, event state compositor and notifier of waiting messages and registrations for the
 * users of this server: RFC 3856 §6, RFC 3903 §6, RFC 3842, RFC 3680, RFC 4235. On the loop.
 */
final class StateAgent {

  private static final EventPolicy TOLD =
      EventPolicy.DEFAULT.withPackages(
          List.of(
              EventPackage.PRESENCE,
              EventPackage.DIALOG,
              EventPackage.REG,
              EventPackage.MESSAGE_SUMMARY));
  private static final EventPolicy PUBLISHED =
      EventPolicy.DEFAULT.withPackages(List.of(EventPackage.PRESENCE, EventPackage.DIALOG));

  private record Key(String user, String packageName) {}

  /** A subscription, and who writes what it is told. */
  private record Watcher(NotifierUsage usage, StateSource source) {}

  private final UserAgentCore core;
  private final Subscriptions subscriptions;
  private final EventStateCompositor compositor;
  private final RegistrationState registered;
  private final Map<Key, Set<Watcher>> watchers = new HashMap<>();
  private final Map<String, MessageSummary> mailboxes = new HashMap<>();

  StateAgent(
      Network network,
      TransportLayer transport,
      TransactionLayer transactions,
      LocationService location,
      String domain) {
    var capabilities =
        Capabilities.DEFAULT.withAllow(List.of(Method.SUBSCRIBE, Method.NOTIFY, Method.PUBLISH));
    var settings =
        UaSettings.builder(NameAddr.of(SipUri.of(null, domain, -1)))
            .capabilities(capabilities)
            .events(TOLD)
            .build();
    this.core = new UserAgentCore(network, transport, transactions, transport.locator(), settings);
    core.besideOthers();
    this.subscriptions = new Subscriptions(core, new Serving());
    this.compositor =
        new EventStateCompositor(
            network.loop(), PUBLISHED, (user, about, states) -> tell(new Key(user, about.name())));
    this.registered = new RegistrationState(network.loop(), location);
    location.watch(
        (user, before, after) -> {
          registered.changed(user, before, after);
          tell(new Key(user, EventPackage.REG.name()));
        });
  }

  /** Whether this request for a user of the server is served here rather than forwarded. */
  boolean serves(SipRequest request, String user, boolean reachable) {
    if (request.to().tag().isPresent()) {
      return false;
    }
    var name = EventName.of(request).map(EventName::packageName).orElse("");
    if (request.method().equals(Method.PUBLISH)) {
      return true;
    }
    boolean told = request.method().equals(Method.SUBSCRIBE) && TOLD.find(name).isPresent();
    // whoever tells its own dialogs is asked itself, unless it publishes them
    boolean own = name.equals(EventPackage.DIALOG.name()) && reachable;
    return told && (!own || !published(user, EventPackage.DIALOG).isEmpty());
  }

  /** Whether this request to the server itself belongs to a subscription. */
  boolean servesInDialog(SipRequest request) {
    return request.to().tag().isPresent()
        && (request.method().equals(Method.SUBSCRIBE) || request.method().equals(Method.NOTIFY));
  }

  /** A SUBSCRIBE, outside a dialog or inside. */
  void subscribe(ServerTransaction transaction) {
    core.incoming(transaction);
  }

  /** Answers a PUBLISH of a user who may. */
  SipResponse publish(ServerTransaction transaction, SipRequest request, String user) {
    if (request.hasBody() && !isReadable(request)) {
      return transaction.response(Status.of(400, "Unreadable Body")).build();
    }
    return compositor.publish(user, request, transaction::response);
  }

  /** Whether the body is what its type says; types that nobody here knows are not looked into. */
  private static boolean isReadable(SipRequest request) {
    return EventName.of(request)
        .flatMap(event -> BodyFormat.of(event.packageName()))
        .filter(format -> request.contentType().filter(format.mediaType()::matches).isPresent())
        .filter(format -> format.parse(request.body()) instanceof BodyResult.Invalid<?>)
        .isEmpty();
  }

  /** Sets what waits in a user's mailbox. */
  void mailbox(String user, MessageSummary summary) {
    mailboxes.put(user, summary);
    tell(new Key(user, EventPackage.MESSAGE_SUMMARY.name()));
  }

  /** The subscriptions that there are. */
  int size() {
    return watchers.values().stream().mapToInt(Set::size).sum();
  }

  private void tell(Key key) {
    for (var watcher : List.copyOf(watchers.getOrDefault(key, Set.of()))) {
      watcher.usage().report(SubscriptionState.Phase.ACTIVE, watcher.source());
    }
  }

  private List<byte[]> published(String user, EventPackage about) {
    return compositor.states(user, about).stream()
        .map(PublishedState::body)
        .map(body -> body.bytes())
        .toList();
  }

  /** The state of a user as it is now. */
  EventBody state(String user, String packageName, String entity, long version) {
    return switch (packageName) {
      case "presence" -> Composition.presence(entity, published(user, EventPackage.PRESENCE));
      case "dialog" -> Composition.dialogs(entity, version, published(user, EventPackage.DIALOG));
      case "reg" -> registered.state(user, entity, version);
      default -> mailboxes.getOrDefault(user, MessageSummary.voice(0, 0));
    };
  }

  void close() {
    subscriptions.cutOff("the server was closed");
    compositor.close();
  }

  private final class Serving implements Subscriptions.Application {

    @Override
    public void referred(ReferUas refer) {
      refer.reject(Status.METHOD_NOT_ALLOWED, List.of());
    }

    @Override
    public void subscribed(SubscribeUas wish) {
      var target = (SipUri) wish.request().requestUri();
      var user = target.user().orElse("");
      var name = wish.event().packageName();
      var key = new Key(user, name);
      var entity = target.forFromAndTo().toString();
      StateSource source =
          next -> {
            var body = state(user, name, entity, next.version());
            return new NotifierUsage.Body(body.mediaType(), body.toBytes());
          };
      var all = watchers.computeIfAbsent(key, none -> new LinkedHashSet<>());
      var watching = new Watching(key);
      var begun = wish.accept(SubscriptionState.Phase.ACTIVE, source, List.of(), watching);
      if (begun != null && !begun.isOver()) {
        watching.watchers.add(new Watcher(begun, source));
        all.addAll(watching.watchers);
      }
      forgetIfEmpty(key);
    }
  }

  private void forgetIfEmpty(Key key) {
    watchers.computeIfPresent(key, (same, all) -> all.isEmpty() ? null : all);
  }

  private final class Watching implements NotifierListener {
    private final Key key;
    private final List<Watcher> watchers = new ArrayList<>(1);

    private Watching(Key key) {
      this.key = key;
    }

    @Override
    public void ended(NotifierEnd end) {
      var all = StateAgent.this.watchers.get(key);
      if (all != null) {
        watchers.forEach(all::remove);
        forgetIfEmpty(key);
      }
    }
  }
}
