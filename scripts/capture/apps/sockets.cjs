/** A Socket.IO server with its Prometheus exporter, and Express behind express-prom-bundle. */
const { createServer } = require('node:http');
const express = require('express');
const bundle = require('express-prom-bundle');
const { Server } = require('socket.io');
const exporter = require('socket.io-prometheus');

const app = express();
const http = createServer(app);
exporter(new Server(http));
app.use(bundle({ includeMethod: true, includePath: true }));
app.get('/products/:number', (request, response) => response.json({ number: request.params.number }));
app.get('/fails', (_, response) => response.status(500).end());
http.listen(Number(process.env.SHOP_PORT), '127.0.0.1');
