import net from 'node:net'; const codes={};
for (let i=0;i<700;i++) await new Promise(r=>{const c=net.connect('/tmp/helpers/state/L/1/socket'); c.on('connect',()=>{codes.ok=(codes.ok??0)+1;r()}); c.on('error',e=>{codes[e.code]=(codes[e.code]??0)+1;r()}); });
console.log(codes); process.exit();
