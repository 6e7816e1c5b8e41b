package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingPublication;
import org.offhook.Listen;
import org.offhook.Notifier;
import org.offhook.NotifyBody;
import org.offhook.message.Method;
import org.offhook.ua.Capabilities;
import org.offhook.ua.EventPackage;

class EventCommandsTest {

  private static final NotifyBody OPEN = NotifyBody.text("application/pidf+xml", "<open/>\r\n");

  private final BlockingQueue<Notifier> notifiers = new LinkedBlockingQueue<>();
  private Endpoint peer;
  private String uri;

  @BeforeEach
  void start() throws InterruptedException {
    var methods = new ArrayList<>(Capabilities.DEFAULT.allow());
    methods.add(Method.PUBLISH);
    peer =
        Endpoint.start(
            EndpointOptions.builder()
                .listen(Listen.sip("127.0.0.1", 0))
                .aor("sip:bob@127.0.0.1")
                .capabilities(Capabilities.DEFAULT.withAllow(methods))
                .events(EventPackage.PRESENCE)
                .build());
    peer.onSubscribe(wish -> notifiers.add(wish.accept(OPEN)));
    peer.onPublish(IncomingPublication::accept);
    uri = "sip:bob@127.0.0.1:" + peer.listening().getFirst().address().getPort();
  }

  @AfterEach
  void stop() {
    peer.close();
  }

  @Test
  void aStateIsFetchedOnce() {
    var run = Run.of("subscribe", uri, "--event", "presence", "--fetch");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            terminated;reason=timeout, application/pidf+xml:
            <open/>
            ended: the notifier ended it: timeout
            """);
  }

  @Test
  void eachNotificationIsPrintedUntilItIsStopped() throws InterruptedException {
    var server = Server.start("subscribe", uri, "--event", "presence", "--json");
    assertThat(server.line(line -> line.contains("\"event\":\"notified\"")))
        .contains("\"package\":\"presence\"", "\"state\":\"active;expires=")
        .contains("\"type\":\"application/pidf+xml\"", "\"text\":\"<open/>\\r\\n\"");
    assertThat(server.stop()).isZero();
    var notifier = notifiers.poll(20, TimeUnit.SECONDS);
    assertThat(notifier).isNotNull();
    assertThat(notifier.ended().await().cause())
        .isEqualTo(org.offhook.NotifierEnd.Cause.UNSUBSCRIBED);
  }

  @Test
  void whatIsRefusedOrEndedByTheNotifierEndsWithOne() throws InterruptedException {
    var refused = Run.of("subscribe", uri, "--event", "dialog");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("489").hasLineCount(1);
    peer.onSubscribe(wish -> wish.accept(OPEN).terminate("noresource"));
    var ended = Run.of("subscribe", uri, "--event", "presence");
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("noresource").hasLineCount(1);
  }

  @Test
  void aStateIsPublishedOnceAndRemovedByItsTag() {
    var once =
        Run.of("publish", uri, "--event", "presence", "--body", "<open/>", "--once", "--json");
    assertThat(once.code()).as(once.err()).isZero();
    assertThat(once.out())
        .startsWith("{\"event\":\"published\",\"package\":\"presence\",\"expires\":3600,\"etag\":");
    var tag = once.out().replaceAll("(?s).*\"etag\":\"([^\"]+)\".*", "$1");
    var removed = Run.of("publish", uri, "--event", "presence", "--remove", tag);
    assertThat(removed.code()).as(removed.err()).isZero();
    assertThat(removed.out()).isEqualTo("removed\n");
    var again = Run.of("publish", uri, "--event", "presence", "--remove", tag);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("412");
  }

  @Test
  void aStateStaysPublishedUntilItIsStopped() throws InterruptedException {
    var server = Server.start("publish", uri, "--event", "presence", "--body", "<open/>");
    assertThat(server.line(line -> line.startsWith("published")))
        .startsWith("published presence of sip:bob@127.0.0.1")
        .contains(" for 3600 s, entity-tag ");
    assertThat(server.stop()).isZero();
    var states = new ArrayList<Integer>();
    for (var event = peer.events().poll(); event.isPresent(); event = peer.events().poll()) {
      if (event.get() instanceof org.offhook.SubscriptionEvent.StatesChanged changed) {
        states.add(changed.states().size());
      }
    }
    assertThat(states).containsExactly(1, 0);
  }

  @Test
  void receivedMessagesAreShownAlone() throws InterruptedException {
    try (var server = Server.start("serve", "--listen", "udp:127.0.0.1:0", "--messages")) {
      var sent = Run.of("message", "sip:bob@" + server.address(), "hello");
      assertThat(sent.code()).as(sent.err()).isZero();
      assertThat(server.line(line -> line.startsWith("message from"))).endsWith(": hello");
    }
  }
}
