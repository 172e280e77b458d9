// amqplib by promises, in all that programs commonly do with it. The first argument names the package.
'use strict';

const amqp = require(process.argv[2]);
const assert = require('node:assert/strict');

const at = { protocol: 'amqp', hostname: process.env.AMQP_HOST, port: Number(process.env.AMQP_PORT) };

const checks = {
  async 'a message comes as it was sent'(connection, channel) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const headers = { int: 1, large: 2 ** 40, text: 'grüße', list: [1, 'two'], table: { a: null }, yes: true };
    channel.sendToQueue(queue, Buffer.from('hello'), {
      contentType: 'text/plain', headers, persistent: true, priority: 3, correlationId: 'c', replyTo: 'r', messageId: 'm',
      timestamp: 1700000000, type: 't', userId: 'guest', appId: 'a', expiration: '60000',
    });
    const message = await next(channel, queue);
    assert.equal(message.content.toString(), 'hello');
    assert.deepEqual(message.properties.headers, headers);
    assert.equal(message.properties.deliveryMode, 2);
    assert.equal(message.properties.expiration, '60000');
    assert.equal(message.fields.redelivered, false);
  },

  async 'a large message comes whole'(connection, channel) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const body = Buffer.alloc(3_000_000, 'hare');
    channel.sendToQueue(queue, body);
    assert.ok((await next(channel, queue)).content.equals(body));
  },

  async 'confirms come for everything'(connection) {
    const channel = await connection.createConfirmChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    let called = 0;
    for (let i = 0; i < 500; i++) {
      channel.sendToQueue(queue, Buffer.from(`${i}`), {}, (error) => { assert.equal(error, null); called++; });
    }
    await channel.waitForConfirms();
    assert.equal(called, 500);
    assert.equal((await channel.checkQueue(queue)).messageCount, 500);
  },

  async 'a refused message is told'(connection) {
    const channel = await connection.createConfirmChannel();
    const { queue } = await channel.assertQueue('', {
      exclusive: true, maxLength: 1, arguments: { 'x-overflow': 'reject-publish' },
    });
    channel.sendToQueue(queue, Buffer.from('one'));
    await channel.waitForConfirms();
    const refused = await new Promise((resolve) => channel.sendToQueue(queue, Buffer.from('two'), {}, resolve));
    assert.ok(refused instanceof Error);
  },

  async 'what cannot be routed is returned'(connection) {
    const channel = await connection.createConfirmChannel();
    const returned = new Promise((resolve) => channel.once('return', resolve));
    channel.publish('', 'nowhere', Buffer.from('back'), { mandatory: true });
    await channel.waitForConfirms();
    const message = await returned;
    assert.equal(message.fields.replyCode, 312);
    assert.equal(message.content.toString(), 'back');
  },

  async 'exchanges route, to exchanges too'(connection, channel) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const names = ['topic', 'fanout'].map((type) => `amqplib-${type}-${process.pid}-${Date.now()}`);
    await channel.assertExchange(names[0], 'topic', { autoDelete: true, durable: false });
    await channel.assertExchange(names[1], 'fanout', { autoDelete: true, durable: false });
    await channel.bindExchange(names[1], names[0], '#.fox');
    await channel.bindQueue(queue, names[1], '');
    channel.publish(names[0], 'red.fox', Buffer.from('fox'));
    channel.publish(names[0], 'brown.hare', Buffer.from('hare'));
    assert.equal((await next(channel, queue)).content.toString(), 'fox');
    assert.equal(await channel.get(queue), false);
  },

  async 'prefetch holds deliveries back'(connection, channel) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    for (let i = 0; i < 3; i++) channel.sendToQueue(queue, Buffer.from(`${i}`));
    await channel.prefetch(1);
    const taken = [];
    await new Promise((resolve) => channel.consume(queue, (message) => {
      taken.push(message);
      setImmediate(() => {
        channel.ack(message);
        if (taken.length === 3) resolve();
      });
    }));
    assert.deepEqual(taken.map((message) => message.content.toString()), ['0', '1', '2']);
  },

  async 'a nacked message comes again'(connection, channel) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    channel.sendToQueue(queue, Buffer.from('m'));
    const seen = await new Promise((resolve) => {
      const flags = [];
      channel.consume(queue, (message) => {
        flags.push(message.fields.redelivered);
        if (flags.length === 2) { channel.ack(message); resolve(flags); } else channel.nack(message);
      });
    });
    assert.deepEqual(seen, [false, true]);
  },

  async 'a consumer hears of its deleted queue'(connection, channel) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    const cancelled = new Promise((resolve) => channel.consume(queue, resolve).then(
      async () => (await connection.createChannel()).deleteQueue(queue)));
    assert.equal(await cancelled, null);
  },

  async 'questions are answered directly'(connection, channel) {
    const { queue } = await channel.assertQueue('', { exclusive: true });
    await channel.consume(queue, (request) => {
      channel.sendToQueue(request.properties.replyTo, Buffer.from('answer'), {
        correlationId: request.properties.correlationId,
      });
    }, { noAck: true });
    const asking = await connection.createChannel();
    const answer = await new Promise(async (resolve) => {
      await asking.consume('amq.rabbitmq.reply-to', resolve, { noAck: true });
      asking.sendToQueue(queue, Buffer.from('question'), { replyTo: 'amq.rabbitmq.reply-to', correlationId: '7' });
    });
    assert.equal(answer.content.toString(), 'answer');
    assert.equal(answer.properties.correlationId, '7');
  },

  async 'an error closes the channel only'(connection, channel) {
    const closed = new Promise((resolve) => channel.once('error', resolve));
    await assert.rejects(channel.checkQueue('missing'), /404/);
    assert.equal((await closed).code, 404);
    await (await connection.createChannel()).assertQueue('', { exclusive: true });
  },

  async 'a wrong password is refused'() {
    await assert.rejects(amqp.connect({ ...at, username: 'guest', password: 'wrong' }), /ACCESS.REFUSED/);
  },

  async 'an unknown virtual host is refused'() {
    await assert.rejects(amqp.connect({ ...at, vhost: 'nowhere' }), /NOT.ALLOWED|530|ConnectionClose/);
  },

  async 'heartbeats keep an idle connection'() {
    const idle = await amqp.connect({ ...at, heartbeat: 1 });
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await (await idle.createChannel()).assertQueue('', { exclusive: true });
    await idle.close();
  },
};

// One message by a consumer of its own.
async function next(channel, queue) {
  let tag;
  const message = await new Promise((resolve, reject) => {
    channel.consume(queue, resolve, { noAck: true }).then((ok) => { tag = ok.consumerTag; }, reject);
  });
  while (!tag) await new Promise(setImmediate);
  await channel.cancel(tag);
  return message;
}

async function main() {
  for (const [name, check] of Object.entries(checks)) {
    const connection = await amqp.connect(at);
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    let timer;
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('not within 20 s')), 20_000); });
    try {
      await Promise.race([check(connection, channel), late]);
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    } finally {
      clearTimeout(timer);
    }
    console.log(`ok: ${name}`);
    await connection.close();
  }
  console.log('all is well');
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
