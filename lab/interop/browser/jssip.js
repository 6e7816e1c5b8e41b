// The phone of page.html on JsSIP, whose package is CommonJS: a loader of a few lines stands in for a bundler.
const loaded = new Map();

function folder(path) {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function read(path) {
  const request = new XMLHttpRequest();
  request.open('GET', path, false);
  request.send();
  return request.status === 200 ? request.responseText : null;
}

/** The file that `require(name)` in a file of `from` means. */
function resolve(name, from) {
  const path = name.startsWith('.')
    ? new URL(name, location.origin + from).pathname
    : '/node_modules/' + name;
  for (const candidate of [path + '.js', path]) {
    if (/\.(js|json)$/.test(candidate) && read(candidate) !== null) {
      return candidate;
    }
  }
  const about = JSON.parse(read(path + '/package.json') ?? '{}');
  const main = typeof about.browser === 'string' ? about.browser : (about.main ?? './index.js');
  const file = new URL(main, location.origin + path + '/').pathname;
  return file.endsWith('/') ? file + 'index.js' : file.replace(/(\.js)?$/, '.js');
}

function load(path) {
  if (!loaded.has(path)) {
    const module = { exports: {} };
    loaded.set(path, module);
    const text = read(path);
    if (text === null) {
      throw new Error('there is no ' + path);
    }
    if (path.endsWith('.json')) {
      module.exports = JSON.parse(text);
    } else {
      const require = (name) => load(resolve(name, folder(path)));
      new Function('module', 'exports', 'require', 'process', text)(module, module.exports, require, { env: {} });
    }
  }
  return loaded.get(path).exports;
}

function once(emitter, event, ...failures) {
  return new Promise((resolve, reject) => {
    emitter.once(event, resolve);
    failures.forEach((failure) =>
      emitter.once(failure, (data) => reject(new Error(`${failure}: ${data.cause}`))));
  });
}

export async function run(wanted, said) {
  const JsSIP = load(resolve('jssip', '/'));
  const media = {
    mediaConstraints: { audio: true, video: false },
    // No server is asked for addresses: nothing leaves this machine.
    pcConfig: { iceServers: [] },
  };
  const agent = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(wanted.server)],
    uri: `sip:${wanted.user}@${wanted.domain}`,
    password: wanted.password,
    register: true,
  });
  const called = new Promise((resolve, reject) => {
    agent.on('newRTCSession', ({ originator, session }) => {
      if (originator === 'remote') {
        once(session, 'ended', 'failed').then(resolve, reject);
        session.answer(media);
      }
    });
  });
  const registered = once(agent, 'registered', 'registrationFailed');
  agent.start();
  await registered;
  await said('registered');

  const call = agent.call(wanted.target, media);
  const over = once(call, 'ended', 'failed');
  await once(call, 'confirmed', 'failed');
  await said('established');
  await over;
  await said('over');

  await called;
  await said('called');
  const gone = once(agent, 'unregistered');
  agent.unregister();
  await gone;
  await said('unregistered');
  const disconnected = once(agent, 'disconnected');
  agent.stop();
  await disconnected;
  await said('done');
}
