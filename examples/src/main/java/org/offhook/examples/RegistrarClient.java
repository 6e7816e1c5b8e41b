package org.offhook.examples;

import java.util.Objects;
import java.util.function.Consumer;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ExosipEvent;
import org.offhook.exosip.ctypes.Context;
import org.offhook.exosip.ctypes.InitialRegister;
import org.offhook.exosip.ctypes.Register;

/**
 * Registers with a password by the names of exosip2ctypes, and shows what the registrar says and
 * the messages that arrive. The core keeps the registration and answers the challenge.
 */
public final class RegistrarClient {

  private final Context context;
  private final Consumer<String> screen;

  /** Registers by a context that listens; its lines go to the screen. */
  public RegistrarClient(Context context, Consumer<String> screen) {
    this.context = context;
    this.screen = screen;
    context.setEventCallback(this::happened);
  }

  /** Runs until it is killed: {@code RegistrarClient 192.0.2.7 alice example.com PASSWORD}. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 4) {
      throw new IllegalArgumentException("say ADDRESS, USER, DOMAIN and PASSWORD");
    }
    try (var context = new Context(null)) {
      context.listenOnAddress(args[0], Exosip.UDP, 0);
      var client = new RegistrarClient(context, System.out::println);
      context.start();
      client.register(args[1], args[2], args[3], "sip:" + args[2]);
      Thread.currentThread().join(); // until it is killed
    }
  }

  /**
   * Registers a user of a domain.
   *
   * @param proxy where the domain's registrar is
   * @return the rid
   */
  public int register(String user, String domain, String password, String proxy) {
    context.addAuthenticationInfo(user, user, password, null);
    var register = new InitialRegister(context, "sip:" + user + "@" + domain, proxy);
    return register.send();
  }

  /** Unregisters. */
  public void unregister(int rid) {
    new Register(context, rid, 0).send();
  }

  private void happened(Context it, ExosipEvent event) {
    switch (event.type()) {
      case REGISTRATION_SUCCESS -> screen.accept("registered, rid " + event.rid());
      case REGISTRATION_FAILURE -> screen.accept("failed: " + reason(event));
      case MESSAGE_NEW -> {
        var request = Objects.requireNonNull(event.request());
        screen.accept(request.method() + " from " + request.from() + ": " + request.body());
        it.exosip().message().sendAnswer(event.tid(), 200, null);
      }
      default -> screen.accept(event.textInfo());
    }
  }

  private static String reason(ExosipEvent event) {
    var response = event.response();
    return response == null ? "no answer" : response.statusCode() + " " + response.reasonPhrase();
  }
}
