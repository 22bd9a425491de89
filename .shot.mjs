import chromium from '@sparticuz/chromium'; import { chromium as pw } from 'playwright-core'; import fs from 'node:fs';
const base='http://localhost:3900'; const state='/work/shots/state.json';
const b=await pw.launch({executablePath:await chromium.executablePath(),args:[...chromium.args.filter(x=>!/single-process|zygote/.test(x)),'--no-sandbox'],headless:true});
const [cmd,...a]=process.argv.slice(2);
if(cmd==='join'){const p=await b.newPage();p.on('console',m=>console.log(m.text()));await p.goto(a[0]);await p.screenshot({path:'/work/shots/link.png'});console.log(await p.locator('input').evaluateAll(x=>x.map(e=>[e.name,e.type])));
 for(const [n,v] of [['email','ada@example.com'],['password','correct horse battery'],['teamName','Storefront'],['repeat','correct horse battery']]){const l=p.locator(`input[name=${n}]`);if(await l.count())await l.fill(v)}
 await p.locator('button[type=submit]').first().click();await p.waitForLoadState('networkidle');await p.waitForTimeout(2500);console.log(p.url());await p.screenshot({path:'/work/shots/after.png'});await p.context().storageState({path:state});}
else{ // shots: path name ; variants
 for(const spec of a){const [path,name]=spec.split('=');for(const v of cmd.split(',')){const dark=v.includes('d'),phone=v.includes('p');
  const c=await b.newContext({storageState:state,colorScheme:dark?'dark':'light',viewport:phone?{width:390,height:844}:{width:1440,height:900},deviceScaleFactor:1,locale:'en-US',timezoneId:'America/New_York'});
  const p=await c.newPage();const errs=[];p.on('console',m=>m.type()==='error'&&errs.push(m.text()));p.on('pageerror',e=>errs.push(String(e)));
  await p.goto(base+path,{waitUntil:'load'});await p.waitForTimeout(2500);
  const w=await p.evaluate(()=>document.documentElement.scrollWidth);await p.screenshot({path:`/work/shots/${name}-${v}.png`,fullPage:true});console.log(name,v,'scrollWidth',w,errs.slice(0,4));await c.close()}}}
await b.close();
